package dev.lawcast.sources;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.transport.EntropicSettings;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.GroundCosts;
import dev.lawcast.scaling.transport.MinibatchTransport;
import dev.lawcast.scaling.transport.Minibatches;
import dev.lawcast.scaling.transport.MixtureTransport;
import dev.lawcast.scaling.transport.Transport;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// How far a mixture of sources is from a validation sample.
@Service
class Transports {

    private static final long MOST_VALUES = 20_000_000;

    /// Points of a side up to which costs are kept in memory.
    private static final int MOST_KEPT = 2_000;

    private static final double NORMAL_EPSILON = .05;

    /// Of half as many points a side as are solved at once.
    private static final int BATCHES = 8;

    private static final List<String> ENGINES = List.of("exact", "entropic");

    private final SampleStore store;
    private final Turns turns;
    private final int mostPoints;

    Transports(
            SampleStore store,
            Turns turns,
            @Value("${lawcast.transports.most-points}") int mostPoints) {
        this.store = store;
        this.turns = turns;
        this.mostPoints = mostPoints;
    }

    /// @param epsilon share of the mean cost; null for the exact engine
    record Question(
            String validation,
            Mixture mixture,
            @Nullable Double epsilon,
            GroundCost groundCost,
            long seed) {}

    /// How an answer was estimated from parts of the samples.
    ///
    /// @param sources points of each in a batch
    /// @param meanCost between batches
    /// @param costError standard error of the cost
    record FromBatches(
            int batches,
            Map<String, Integer> sources,
            int validation,
            double meanCost,
            double costError,
            @Nullable Double divergenceError,
            long seed) {}

    /// @param minibatches null where all points were solved at once
    /// @param meanCost of all points of all named sources × the validation sample
    /// @param epsilon in units of the cost
    /// @param gradient change with each source's share, less the mean of all; the entropic engine's
    ///   is that of the divergence
    record Answer(
            double cost,
            @Nullable Double divergence,
            boolean converged,
            double marginalError,
            double dualityGap,
            long iterations,
            Map<String, Double> gradient,
            Map<String, Double> mixture,
            String engine,
            @Nullable Double epsilon,
            double meanCost,
            GroundCostRequest.View groundCost,
            @Nullable FromBatches minibatches,
            List<String> notes) {}

    static Question question(JsonBody body) {
        body.allow(
                "validation",
                "mixture",
                "engine",
                "epsilon",
                "label_weight",
                "standardized",
                "seed");
        String validation = body.requiredText("validation", 200);
        Mixture mixture = Mixture.read(body, "mixture");
        String engine = body.oneOf("engine", ENGINES);
        boolean exact = engine == null || engine.equals("exact");
        Double epsilon = body.number("epsilon");
        if (epsilon != null && exact) {
            body.fail(
                    "epsilon",
                    epsilon.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'epsilon' is for the entropic engine. Maybe \"engine\": \"entropic\" is missing.");
        } else if (epsilon != null && !(epsilon >= 1e-4 && epsilon <= 100)) {
            body.fail(
                    "epsilon",
                    epsilon.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'epsilon' is "
                            + epsilon
                            + ", must be a share of the mean cost from 0.0001 to 100.");
        }
        GroundCost cost = GroundCostRequest.read(body);
        Long seed = body.integer("seed", 0, Long.MAX_VALUE);
        body.errors().throwIfAny();
        return new Question(
                validation,
                mixture,
                exact ? null : epsilon == null ? Double.valueOf(NORMAL_EPSILON) : epsilon,
                cost,
                seed == null ? 0 : seed);
    }

    Answer answer(Question question) {
        return turns.take(cancelled -> {
            SampleStore.Loaded loaded =
                    store.load(question.validation(), question.mixture().names(), MOST_VALUES);
            var costs =
                    new GroundCosts(
                            loaded.sources().stream().map(GroundCostRequest::sample).toList(),
                            GroundCostRequest.sample(loaded.validation()),
                            question.groundCost());
            return solve(question, costs, cancelled);
        });
    }

    private Answer solve(Question question, GroundCosts costs, BooleanSupplier cancelled) {
        double[] p = question.mixture().shares();
        if (!Minibatches.needed(costs, mostPoints)) {
            return answer(question, costs, engine(question, costs, cancelled).at(p));
        }
        MinibatchTransport.Estimate found =
                MinibatchTransport.at(
                        p,
                        costs,
                        batch -> engine(question, batch, cancelled),
                        mostPoints / 2,
                        BATCHES,
                        question.seed());
        return answer(question, costs, found);
    }

    /// At ε of the mean of all costs, also for a batch.
    private static MixtureTransport engine(
            Question question, GroundCosts costs, BooleanSupplier cancelled) {
        Double share = question.epsilon();
        return share == null
                ? MixtureTransport.exact(costs, cancelled)
                : MixtureTransport.entropic(costs, share, true, settings(costs), cancelled);
    }

    private static Answer answer(
            Question question, GroundCosts costs, MixtureTransport.Distance found) {
        Transport transport = found.transport();
        return new Answer(
                transport.cost(),
                found.divergence(),
                found.converged(),
                transport.marginalError(),
                transport.dualityGap(),
                transport.iterations(),
                named(question.mixture().names(), found.gradient()),
                named(question.mixture().names(), question.mixture().shares()),
                engineName(question),
                epsilon(question, costs),
                costs.mean(),
                view(question, costs),
                null,
                question.mixture().notes());
    }

    private static Answer answer(
            Question question, GroundCosts costs, MinibatchTransport.Estimate found) {
        List<String> names = question.mixture().names();
        var points = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < names.size(); i++) {
            points.put(names.get(i), found.sizes()[i]);
        }
        double mean = found.batchCosts()[found.batchCosts().length - 1];
        var notes = new ArrayList<String>(question.mixture().notes());
        notes.add(
                "The sources have "
                        + IntStream.of(costs.sizes()).sum()
                        + " points together and the validation sample has "
                        + costs.validationSize()
                        + ", more than are solved at once: the distance is estimated from "
                        + found.batches()
                        + " random batches, with a standard error, and the gradient is their mean.");
        return new Answer(
                found.cost(),
                found.divergence(),
                found.converged(),
                found.marginalError(),
                found.dualityGap(),
                found.iterations(),
                named(names, found.gradient()),
                named(names, question.mixture().shares()),
                engineName(question),
                epsilon(question, costs),
                costs.mean(),
                view(question, costs),
                new FromBatches(
                        found.batches(),
                        points,
                        found.validation(),
                        mean,
                        found.costError(),
                        found.divergenceError(),
                        question.seed()),
                List.copyOf(notes));
    }

    private static String engineName(Question question) {
        return question.epsilon() == null ? "exact" : "entropic";
    }

    private static @Nullable Double epsilon(Question question, GroundCosts costs) {
        Double share = question.epsilon();
        return share == null ? null : share * costs.mean();
    }

    private static GroundCostRequest.View view(Question question, GroundCosts costs) {
        return new GroundCostRequest.View(
                question.groundCost().standardized(), costs.labelWeight());
    }

    /// The divergence takes three matrices of costs and three of kernels: 200 MB up to the limit.
    private static EntropicSettings settings(GroundCosts costs) {
        int points = Math.max(IntStream.of(costs.sizes()).sum(), costs.validationSize());
        return points <= MOST_KEPT
                ? EntropicSettings.DEFAULT
                : EntropicSettings.DEFAULT.withLinearMemory();
    }

    static Map<String, Double> named(List<String> names, double[] values) {
        var named = new LinkedHashMap<String, Double>();
        for (int i = 0; i < values.length; i++) {
            named.put(names.get(i), values[i]);
        }
        return named;
    }
}
