package dev.lawcast.forecasts;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.fits.Fits;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.fit.WarningCode;
import dev.lawcast.scaling.forecast.Comparison;
import dev.lawcast.scaling.forecast.Difference;
import dev.lawcast.scaling.forecast.Extrapolation;
import dev.lawcast.scaling.forecast.Pairing;
import dev.lawcast.scaling.law.LawVariable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// What is asked of two curves: where they cross along one variable, and which is better where.
///
/// The variable is the one that is named, else the only one that both curves have and that is not
/// given. Points name variables as either curve does. Without points the difference is told at the
/// largest value of the data.
final class ComparisonQuestion {

    private static final double LEVEL = .95;
    private static final int MOST_POINTS = 200;

    private final ComparedCurve a;
    private final ComparedCurve b;
    private final JsonBody body;
    private final double level;
    private final Pairing pairing;
    private final List<Extrapolation> distances = new ArrayList<>();

    ComparisonQuestion(List<ComparedCurve> curves, JsonBody body) {
        a = curves.getFirst();
        b = curves.getLast();
        this.body = body;
        level = Fits.level(body, LEVEL);
        boolean together = a.experiment() != null && a.experiment().equals(b.experiment());
        pairing = Pairing.of(a.contender(), b.contender(), together);
    }

    /// The place of one point in the variables of each law.
    private record Place(double[] a, double[] b) {}

    /// @param reason why no crossing was looked for, or null
    private record Line(
            @Nullable SharedVariable shared, Place rest, double[] range, @Nullable String reason) {

        static Line none(String reason) {
            return new Line(null, new Place(new double[0], new double[0]), new double[0], reason);
        }

        Place at(double t) {
            SharedVariable of = Objects.requireNonNull(shared);
            return new Place(
                    of.first().line(rest.a(), of.a()).at(t),
                    of.second().line(rest.b(), of.b()).at(t));
        }
    }

    ComparisonAnswer answer() {
        directionsMustAgree();
        Line line = line();
        List<JsonBody> points = body.objects("at", MOST_POINTS);
        var places = new ArrayList<Place>();
        for (JsonBody point : points) {
            places.add(new Place(a.read(point, null), b.read(point, null)));
            onlyKnown(point, null);
        }
        body.errors().throwIfAny();
        SharedVariable shared = line.shared();
        if (!body.has("at") && shared != null && !Double.isNaN(shared.largest())) {
            places.add(line.at(shared.largest()));
        }
        Comparison found =
                shared == null
                        ? null
                        : Comparison.along(
                                a.line(line.rest().a(), shared.a()),
                                b.line(line.rest().b(), shared.b()),
                                line.range()[0],
                                line.range()[1],
                                pairing,
                                level);
        List<ComparisonAnswer.Crossing> crossings =
                found == null
                        ? List.of()
                        : found.crossings().stream()
                                .map(c -> crossing(c, line.at(c.value())))
                                .toList();
        var at = places.stream().map(this::at).toList();
        return new ComparisonAnswer(
                ComparisonAnswer.Curve.of(a),
                ComparisonAnswer.Curve.of(b),
                level,
                pairing.name().toLowerCase(Locale.ROOT),
                meaning(),
                shared == null ? null : shared.name(),
                shared == null ? Map.of() : named(line.rest(), shared),
                found == null ? null : found.from(),
                found == null ? null : found.to(),
                crossings.isEmpty() ? null : crossings.getFirst(),
                crossings,
                found == null ? line.reason() : found.reason(),
                at,
                warnings());
    }

    private void directionsMustAgree() {
        if (a.direction() != null
                && b.direction() != null
                && !a.direction().equals(b.direction())) {
            body.fail(
                    "fits",
                    null,
                    ErrorCode.OUT_OF_RANGE,
                    "'%s' is to %s and '%s' to %s: neither can beat the other."
                            .formatted(a.metric(), a.direction(), b.metric(), b.direction()));
        }
    }

    private Line line() {
        String named = body.text("along", 200);
        JsonBody given = body.object("given");
        SharedVariable shared =
                named == null
                        ? SharedVariable.only(a, b, given)
                        : SharedVariable.named(a, b, named, body);
        if (given != null) {
            onlyKnown(given, shared);
        }
        body.errors().throwIfAny();
        if (shared == null) {
            return Line.none(
                    "Say along which variable to look for crossings, and give the others, as in {\"along\": \"%s\", \"given\": {…}}. a has %s, b has %s."
                            .formatted(
                                    a.points().experimentNames().getFirst(),
                                    String.join(", ", a.points().experimentNames()),
                                    String.join(", ", b.points().experimentNames())));
        }
        List<String> missing = shared.missing(given);
        if (!missing.isEmpty() && named == null) {
            return Line.none(
                    "To look for crossings along '%s', give %s too."
                            .formatted(shared.name(), String.join(", ", missing)));
        }
        for (String name : missing) {
            (given == null ? body : given).missing(given == null ? "given" : name);
        }
        body.errors().throwIfAny();
        JsonBody others = given == null ? body : given; // not read where nothing else is open
        Place rest = new Place(a.read(others, shared.a()), b.read(others, shared.b()));
        double[] range = range(shared);
        body.errors().throwIfAny();
        return new Line(shared, rest, range, null);
    }

    /// `from` and `to`, by default around the sizes of both curves.
    private double[] range(SharedVariable shared) {
        double[] range = shared.range();
        for (int side = 0; side < 2; side++) {
            String field = side == 0 ? "from" : "to";
            Double value = body.number(field);
            if (value != null) {
                range[side] = value;
            } else if (Double.isNaN(range[side])) {
                body.fail(
                        field,
                        null,
                        ErrorCode.MISSING,
                        "Neither curve says for which values of '%s' it holds: give 'from' and 'to'."
                                .formatted(shared.name()));
            }
            for (LawVariable variable : List.of(shared.a(), shared.b())) {
                if (value != null && !variable.kind().takes(value)) {
                    body.fail(
                            field,
                            value.toString(),
                            ErrorCode.OUT_OF_RANGE,
                            "'%s' is %s: %s.".formatted(field, value, variable.kind().rule()));
                    break;
                }
            }
        }
        if (range[0] >= range[1]) {
            body.fail(
                    "from",
                    String.valueOf(range[0]),
                    ErrorCode.OUT_OF_RANGE,
                    "'from' is %s, must be less than 'to', %s.".formatted(range[0], range[1]));
        }
        return range;
    }

    /// A field that neither curve has is an error, and so is one that means two different things.
    private void onlyKnown(JsonBody given, @Nullable SharedVariable shared) {
        for (String field : given.names()) {
            LawVariable mine = a.variable(given, field);
            LawVariable theirs = b.variable(given, field);
            if (mine == null && theirs == null) {
                given.fail(
                        field,
                        null,
                        ErrorCode.UNKNOWN_NAME,
                        "'%s' is no variable of either curve; a has %s, b has %s."
                                .formatted(
                                        field,
                                        String.join(", ", a.points().experimentNames()),
                                        String.join(", ", b.points().experimentNames())));
            } else if (mine != null && theirs != null && !a.shares(mine, b, theirs)) {
                String one = a.points().name(mine.name());
                String other = b.points().name(theirs.name());
                given.fail(
                        field,
                        null,
                        ErrorCode.UNKNOWN_NAME,
                        "'%s' is '%s' in a and '%s' in b. Use these names."
                                .formatted(field, one, other));
            } else if (shared != null && (shared.a().equals(mine) || shared.b().equals(theirs))) {
                given.fail(
                        field,
                        null,
                        ErrorCode.UNKNOWN_NAME,
                        "'%s' is what the curves are compared along; leave it out of what is given."
                                .formatted(field));
            }
        }
    }

    private ComparisonAnswer.Crossing crossing(Comparison.Crossing crossing, Place place) {
        String below = better(crossing.belowBefore());
        String above = better(!crossing.belowBefore());
        return new ComparisonAnswer.Crossing(
                crossing.value(), crossing.interval(), below, above, distances(place));
    }

    /// Which curve is better where a is the lower one, or is not.
    private @Nullable String better(boolean lower) {
        String direction = direction();
        return direction == null ? null : direction.equals("minimize") == lower ? "a" : "b";
    }

    private @Nullable String direction() {
        return a.direction() == null ? b.direction() : a.direction();
    }

    private ComparisonAnswer.At at(Place place) {
        Difference difference =
                Comparison.at(a.contender(), place.a(), b.contender(), place.b(), pairing, level);
        Double below = difference.probabilityBelow();
        String direction = direction();
        Double beats =
                below == null || direction == null
                        ? null
                        : direction.equals("minimize") ? below : Double.valueOf(1 - below);
        return new ComparisonAnswer.At(
                named(place, null),
                finite(difference.a()),
                finite(difference.b()),
                finite(difference.value()),
                difference.interval(),
                beats,
                below == null
                        ? pairing == Pairing.BOTH_EXACT
                                ? meaning()
                                : "How sure a curve is, is not known: its runs leave no degrees of freedom."
                        : direction == null
                                ? "Neither more nor less of '%s' is better.".formatted(a.metric())
                                : null,
                distances(place));
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private ComparisonAnswer.Distances distances(Place place) {
        return new ComparisonAnswer.Distances(distance(a, place.a()), distance(b, place.b()));
    }

    private ForecastAnswer.@Nullable Distance distance(ComparedCurve curve, double[] x) {
        Extrapolation extrapolation = Extrapolation.of(curve.contender().fitted(), x);
        if (curve.points().ranged()) {
            distances.add(extrapolation);
        }
        return ForecastAnswer.Distance.of(extrapolation, curve.points());
    }

    /// A place by the names of the first curve, and of the second for what only it has.
    private Map<String, Object> named(Place place, @Nullable SharedVariable but) {
        var named = new LinkedHashMap<String, Object>();
        named.putAll(a.named(place.a(), but == null ? null : but.a()));
        for (LawVariable theirs : b.points().variables()) {
            boolean told =
                    a.points().variables().stream().anyMatch(mine -> a.shares(mine, b, theirs));
            String name = b.points().name(theirs.name());
            Object value = b.named(place.b(), but == null ? null : but.b()).get(name);
            if (!told && value != null) {
                named.putIfAbsent(name, value);
            }
        }
        return named;
    }

    private String meaning() {
        return switch (pairing) {
            case PAIRED ->
                    "Both curves were fitted to the same runs, so draw by draw they err together.";
            case INDEPENDENT -> "The curves were fitted to different runs and err independently.";
            case INDEPENDENT_OF_SHARED_RUNS ->
                    "The curves share runs but not their draws and are taken for independent: intervals are rather too wide and probabilities too near one half.";
            case ONE_EXACT ->
                    "The constants of a known law are taken for exact: all doubt is that of the fit.";
            case BOTH_EXACT ->
                    "The constants of both known laws are taken for exact, so there is no doubt to be told.";
        };
    }

    private List<Warning> warnings() {
        var warnings = new ArrayList<Warning>();
        boolean units = a.unit() != null && b.unit() != null && !Objects.equals(a.unit(), b.unit());
        if (units || !a.metric().equals(b.metric())) {
            warnings.add(
                    WarningCode.DIFFERENT_METRICS.warning(
                            "a is '%s' (%s), b is '%s' (%s)."
                                    .formatted(
                                            a.metric(),
                                            unit(a.unit()),
                                            b.metric(),
                                            unit(b.unit()))));
        }
        warnings.addAll(Extrapolation.warnings(distances));
        return warnings;
    }

    private static String unit(@Nullable String unit) {
        return unit == null ? "no unit stated" : unit;
    }
}
