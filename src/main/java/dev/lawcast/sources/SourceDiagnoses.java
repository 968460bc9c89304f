package dev.lawcast.sources;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.pilot.Coverage;
import dev.lawcast.scaling.pilot.FarPoints;
import dev.lawcast.scaling.pilot.PilotDistance;
import dev.lawcast.scaling.pilot.PilotSize;
import dev.lawcast.scaling.pilot.SourceDistances;
import dev.lawcast.scaling.transport.Draw;
import dev.lawcast.scaling.transport.Features;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.GroundCosts;
import dev.lawcast.scaling.transport.Sample;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/// What the pilot samples of sources say before anything is trained.
@Service
class SourceDiagnoses {

    private static final int MOST_SOURCES = 20;
    private static final long MOST_VALUES = 20_000_000;

    /// Points of each sample that distances are computed from; of larger ones so many are drawn.
    private static final int MOST_POINTS = 600;

    /// Points of all other samples that a point is held against.
    private static final int MOST_OTHERS = 1_000;

    private static final int MOST_NAMED = 100;
    private static final int REPEATS = 8;

    private final SampleStore store;
    private final Turns turns;

    SourceDiagnoses(SampleStore store, Turns turns) {
        this.store = store;
        this.turns = turns;
    }

    record Question(String validation, List<String> sources, GroundCost groundCost, long seed) {}

    record Distance(double cost, @Nullable Double standardError) {}

    record Step(int rows, double cost, double standardError) {}

    /// @param total how many there are; `points` names the first hundred
    record Far(
            int total,
            @Nullable Double fence,
            @Nullable Double median,
            List<FarPoints.Point> points) {}

    /// @param rowsUsed for the distances
    record Source(
            String name,
            int rows,
            int rowsUsed,
            Distance toValidation,
            Map<String, Distance> toSources,
            List<Step> pilotSize,
            Far farPoints) {}

    record LabelShare(String label, double validation, Map<String, Double> sources) {}

    record Classes(List<String> missing, List<LabelShare> shares) {}

    /// @param classes null where a sample has no labels
    record Answer(
            String validation,
            int validationRowsUsed,
            GroundCostRequest.View groundCost,
            long seed,
            List<Source> sources,
            @Nullable Classes classes,
            List<String> notes) {}

    static Question question(JsonBody body) {
        body.allow("validation", "sources", "label_weight", "standardized", "seed");
        String validation = body.requiredText("validation", 200);
        List<String> sources = body.texts("sources", MOST_SOURCES);
        if (!body.has("sources") || sources.isEmpty() && body.errors().isEmpty()) {
            body.missing("sources");
        }
        var seen = new HashSet<String>();
        for (int i = 0; i < sources.size(); i++) {
            if (!seen.add(sources.get(i))) {
                body.errors()
                        .add(
                                InputError.at(
                                        "/sources/" + i,
                                        sources.get(i),
                                        ErrorCode.DUPLICATE,
                                        "The source '"
                                                + InputError.cut(sources.get(i))
                                                + "' stands twice."));
            }
        }
        Long seed = body.integer("seed", 0, Long.MAX_VALUE);
        GroundCost cost = GroundCostRequest.read(body);
        body.errors().throwIfAny();
        return new Question(validation, sources, cost, seed == null ? 0 : seed);
    }

    Answer answer(Question question) {
        return turns.take(cancelled ->
                diagnose(
                        question,
                        store.load(question.validation(), question.sources(), MOST_VALUES),
                        cancelled));
    }

    private static Answer diagnose(
            Question question, SampleStore.Loaded loaded, BooleanSupplier cancelled) {
        var random = new SplittableRandom(question.seed());
        Sample validation =
                Draw.of(GroundCostRequest.sample(loaded.validation()), MOST_POINTS, random);
        List<Sample> whole = loaded.sources().stream().map(GroundCostRequest::sample).toList();
        List<Sample> drawn =
                whole.stream().map(sample -> Draw.of(sample, MOST_POINTS, random)).toList();
        var costs = new GroundCosts(drawn, validation, question.groundCost());
        SourceDistances distances = SourceDistances.of(costs, cancelled);
        var cost = new GroundCost(question.groundCost().standardized(), costs.labelWeight());
        var sources = new ArrayList<Source>();
        for (int i = 0; i < drawn.size(); i++) {
            Features others = others(i, drawn, validation, random);
            sources.add(
                    new Source(
                            question.sources().get(i),
                            whole.get(i).features().rows(),
                            drawn.get(i).features().rows(),
                            distance(distances.toValidation()[i]),
                            toSources(question.sources(), distances.between()[i], i),
                            PilotSize.of(
                                            drawn.get(i),
                                            validation,
                                            cost,
                                            REPEATS,
                                            question.seed(),
                                            cancelled)
                                    .stream()
                                    .map(s -> new Step(s.points(), s.mean(), s.standardError()))
                                    .toList(),
                            far(FarPoints.of(whole.get(i).features(), others))));
        }
        return new Answer(
                loaded.validation().name(),
                validation.features().rows(),
                new GroundCostRequest.View(cost.standardized(), costs.labelWeight()),
                question.seed(),
                List.copyOf(sources),
                classes(question.sources(), loaded),
                notes(loaded));
    }

    /// An equal part of every other sample.
    private static Features others(
            int source, List<Sample> samples, Sample validation, SplittableRandom random) {
        var others = new ArrayList<>(samples);
        others.set(source, validation);
        int most = MOST_OTHERS / others.size();
        List<Features> parts =
                others.stream().map(sample -> Draw.of(sample, most, random).features()).toList();
        int columns = validation.features().columns();
        double[] values = new double[parts.stream().mapToInt(part -> part.values().length).sum()];
        int at = 0;
        for (Features part : parts) {
            System.arraycopy(part.values(), 0, values, at, part.values().length);
            at += part.values().length;
        }
        return new Features(values.length / columns, columns, values);
    }

    private static Map<String, Distance> toSources(
            List<String> names, PilotDistance[] distances, int self) {
        var named = new LinkedHashMap<String, Distance>();
        for (int j = 0; j < names.size(); j++) {
            if (j != self) {
                named.put(names.get(j), distance(distances[j]));
            }
        }
        return named;
    }

    private static Distance distance(PilotDistance found) {
        return new Distance(found.cost(), finite(found.standardError()));
    }

    private static Far far(FarPoints.Result found) {
        return new Far(
                found.points().size(),
                finite(found.fence()),
                finite(found.median()),
                found.points().subList(0, Math.min(MOST_NAMED, found.points().size())));
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static @Nullable Classes classes(List<String> names, SampleStore.Loaded loaded) {
        int[] wanted = loaded.validation().labels();
        var given = new ArrayList<int[]>();
        for (LabelledSample source : loaded.sources()) {
            int[] labels = source.labels();
            if (labels == null || wanted == null) {
                return null;
            }
            given.add(labels);
        }
        if (wanted == null) {
            return null;
        }
        List<Coverage> coverage = Coverage.of(wanted, given, loaded.classes().size());
        return new Classes(
                coverage.stream()
                        .filter(Coverage::isMissing)
                        .map(c -> loaded.classes().get(c.label()))
                        .toList(),
                coverage.stream()
                        .map(c ->
                                new LabelShare(
                                        loaded.classes().get(c.label()),
                                        c.ofValidation(),
                                        Transports.named(names, c.ofSources())))
                        .toList());
    }

    private static List<String> notes(SampleStore.Loaded loaded) {
        var notes = new ArrayList<String>();
        for (LabelledSample sample : loaded.sources()) {
            if (sample.rows() > MOST_POINTS) {
                notes.add(
                        "Of the "
                                + sample.rows()
                                + " rows of '"
                                + sample.name()
                                + "' "
                                + MOST_POINTS
                                + " were drawn for the distances.");
            }
            if (sample.labels() == null) {
                notes.add("'" + sample.name() + "' has no labels, so classes cannot be compared.");
            }
        }
        if (loaded.validation().labels() == null) {
            notes.add("The validation sample has no labels, so classes cannot be compared.");
        }
        return List.copyOf(notes);
    }
}
