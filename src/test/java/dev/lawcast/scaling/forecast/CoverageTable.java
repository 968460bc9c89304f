package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitReport;
import dev.lawcast.scaling.fit.FitReport.Intervals;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Progress;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Writes the table of `docs/reference/coverage.md`: how often each kind of interval holds the
/// truth, and how wide it is, over studies simulated from planted laws.
///
/// `mvn -q test-compile exec:exec -Dexec.executable=java -Dexec.classpathScope=test
/// -Dexec.args="-Djava.util.concurrent.ForkJoinPool.common.parallelism=1 -cp %classpath
/// dev.lawcast.scaling.forecast.CoverageTable 1000 1000"` (studies, replicates; further arguments
/// pick cases by the beginning of their name)
final class CoverageTable {

    private static final double LEVEL = .95;
    private static final String MEAN = "~mean";
    private static final String RUN = "~run";
    private static final String INSIDE = " inside";
    private static final String OUTSIDE = " outside";

    private final CoverageCase study;
    private final Map<String, Map<String, Tally>> tallies = new TreeMap<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();

    private CoverageTable(CoverageCase study) {
        this.study = study;
    }

    /// How often intervals of one quantity and kind held the truth, and their widths in logarithms.
    private static final class Tally {
        private int held;
        private int there;
        private final List<Double> widths = new ArrayList<>();

        void add(@Nullable Interval interval, double truth) {
            held += interval != null && interval.contains(truth) ? 1 : 0;
            Double lower = interval == null ? null : interval.lower();
            Double upper = interval == null ? null : interval.upper();
            there += interval == null ? 0 : 1;
            widths.add(
                    lower == null || upper == null
                            ? Double.POSITIVE_INFINITY
                            : truth > 0 && lower > 0
                                    ? Math.log(upper / lower)
                                    : (upper - lower) / Math.abs(truth));
        }

        /// Whether there was never such an interval.
        boolean empty() {
            return there == 0;
        }

        double share() {
            return (double) held / widths.size();
        }

        double width() {
            Collections.sort(widths);
            return widths.get(widths.size() / 2);
        }
    }

    private void one(int number, int replicates) {
        var random = new SplittableRandom(1_000_003L + number);
        var data = study.observations(random);
        var points = List.of(study.inside(), study.outside());
        double[] runs = points.stream().mapToDouble(x -> study.newRun(random, x)).toArray();
        var settings =
                FitSettings.of(study.objective())
                        .with(
                                new FitSettings.Bootstrap(
                                        replicates, FitSettings.Bootstrap.Unit.RUN, number));
        FitOutcome outcome = Fitter.fit(study.law(), data, settings, Progress.NONE);
        synchronized (this) {
            outcomes.merge(outcome.getClass().getSimpleName(), 1, Integer::sum);
        }
        if (!(outcome instanceof FitOutcome.Converged fit)) {
            return;
        }
        var basis = new Forecasts.Basis(data, settings);
        var forecasts = Forecasts.at(fit.fitted(), points, LEVEL, basis, null).forecasts();
        synchronized (this) {
            for (int k = 0; k < study.truth().length; k++) {
                FitReport.ParameterReport parameter = fit.report().parameters().get(k);
                add(parameter.name(), parameter.intervals(), study.truth()[k]);
            }
            for (int i = 0; i < 2; i++) {
                String where = i == 0 ? INSIDE : OUTSIDE;
                Forecast forecast = forecasts.get(i);
                double mean = study.law().value(study.truth(), points.get(i));
                add(MEAN + where, forecast.kinds(), mean);
                tally("default", RUN + where).add(forecast.newRunInterval(), runs[i]);
            }
        }
    }

    private void add(String quantity, Intervals kinds, double truth) {
        tally("wald", quantity).add(kinds.wald(), truth);
        tally("profile", quantity).add(kinds.profile(), truth);
        tally("default", quantity).add(kinds.bootstrap(), truth);
    }

    private Tally tally(String kind, String quantity) {
        return tallies.computeIfAbsent(quantity, _ -> new TreeMap<>())
                .computeIfAbsent(kind, _ -> new Tally());
    }

    private void print(int studies, int replicates) {
        IntStream.range(0, studies).parallel().forEach(s -> one(s, replicates));
        for (String kind : List.of("default", "profile", "wald")) {
            System.out.printf(
                    "| %s | %s | %s – %s | %s | %s | %s | %s | %s / %s |%n",
                    study.name(),
                    kind,
                    text(parameters(kind).mapToDouble(Tally::share).min()),
                    text(parameters(kind).mapToDouble(Tally::share).max()),
                    share(kind, MEAN + INSIDE),
                    share(kind, MEAN + OUTSIDE),
                    share(kind, RUN + INSIDE),
                    share(kind, RUN + OUTSIDE),
                    text(widest(kind, true)),
                    text(widest(kind, false)));
        }
        if (outcomes.size() > 1) {
            System.out.printf("| | %s |%n", outcomes);
        }
    }

    private Stream<Tally> parameters(String kind) {
        return study.law().parameters().stream()
                .map(p -> tallies.getOrDefault(p.name(), Map.of()).get(kind))
                .filter(Objects::nonNull);
    }

    private String share(String kind, String quantity) {
        Tally tally = tallies.getOrDefault(quantity, Map.of()).get(kind);
        return tally == null || tally.empty() ? "–" : text(OptionalDouble.of(tally.share()));
    }

    /// The largest ratio of a median width to the profile's.
    private OptionalDouble widest(String kind, boolean ofParameters) {
        double widest = Double.NaN;
        for (var quantity : tallies.entrySet()) {
            String name = quantity.getKey();
            Tally tally = quantity.getValue().get(kind);
            Tally profile = quantity.getValue().get("profile");
            boolean asked = ofParameters ? name.charAt(0) != '~' : name.startsWith(MEAN);
            if (asked && tally != null && profile != null && !profile.empty()) {
                double ratio = tally.width() / profile.width();
                widest = Double.isNaN(widest) ? ratio : Math.max(widest, ratio);
            }
        }
        return Double.isNaN(widest) ? OptionalDouble.empty() : OptionalDouble.of(widest);
    }

    private static String text(OptionalDouble value) {
        return value.isEmpty() || Double.isNaN(value.getAsDouble())
                ? "–"
                : String.format(
                        Locale.ROOT,
                        value.getAsDouble() < 1 ? "%.3f" : "%.2f",
                        value.getAsDouble());
    }

    static void main(String[] args) {
        int studies = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int replicates = args.length > 1 ? Integer.parseInt(args[1]) : 400;
        List<String> wanted = Arrays.asList(args).subList(Math.min(2, args.length), args.length);
        System.out.println(
                "| study | interval | parameters | mean, inside | mean, 4× outside | new run, inside | new run, 4× outside | width (parameters / means) |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (CoverageCase study : CoverageCase.all()) {
            if (wanted.isEmpty() || wanted.stream().anyMatch(w -> study.name().startsWith(w))) {
                new CoverageTable(study).print(studies, replicates);
            }
        }
    }
}
