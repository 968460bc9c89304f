package dev.lawcast.sources;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.transport.CostMatrix;
import dev.lawcast.scaling.transport.EntropicSettings;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.GroundCosts;
import dev.lawcast.scaling.transport.MixtureTransport;
import dev.lawcast.scaling.transport.Transport;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

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
            String validation, Mixture mixture, @Nullable Double epsilon, GroundCost groundCost) {}

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
            List<String> notes) {}

    static Question question(JsonBody body) {
        body.allow("validation", "mixture", "engine", "epsilon", "label_weight", "standardized");
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
        body.errors().throwIfAny();
        return new Question(
                validation,
                mixture,
                exact ? null : epsilon == null ? Double.valueOf(NORMAL_EPSILON) : epsilon,
                cost);
    }

    Answer answer(Question question) {
        return turns.take(cancelled -> {
            SampleStore.Loaded loaded =
                    store.load(question.validation(), question.mixture().names(), MOST_VALUES);
            requireFewPoints(loaded);
            var costs =
                    new GroundCosts(
                            loaded.sources().stream().map(GroundCostRequest::sample).toList(),
                            GroundCostRequest.sample(loaded.validation()),
                            question.groundCost());
            return solve(question, costs, cancelled);
        });
    }

    private static Answer solve(Question question, GroundCosts costs, BooleanSupplier cancelled) {
        Double share = question.epsilon();
        MixtureTransport transports =
                share == null
                        ? MixtureTransport.exact(costs, cancelled)
                        : MixtureTransport.entropic(costs, share, true, settings(costs), cancelled);
        double mean = CostMatrix.of(costs.toValidation()).mean();
        double[] p = question.mixture().shares();
        MixtureTransport.Distance found = transports.at(p);
        Transport transport = found.transport();
        return new Answer(
                transport.cost(),
                found.divergence(),
                found.converged(),
                transport.marginalError(),
                transport.dualityGap(),
                transport.iterations(),
                named(question.mixture().names(), found.gradient()),
                named(question.mixture().names(), p),
                share == null ? "exact" : "entropic",
                share == null ? null : Double.valueOf(share * mean),
                mean,
                new GroundCostRequest.View(
                        question.groundCost().standardized(), costs.labelWeight()),
                question.mixture().notes());
    }

    /// The divergence takes three matrices of costs and three of kernels: 200 MB up to the limit.
    private static EntropicSettings settings(GroundCosts costs) {
        int points = Math.max(IntStream.of(costs.sizes()).sum(), costs.toValidation().columns());
        return points <= MOST_KEPT
                ? EntropicSettings.DEFAULT
                : EntropicSettings.DEFAULT.withLinearMemory();
    }

    private void requireFewPoints(SampleStore.Loaded loaded) {
        int points = loaded.sources().stream().mapToInt(LabelledSample::rows).sum();
        int largest = Math.max(points, loaded.validation().rows());
        if (largest > mostPoints) {
            throw new ApiException(
                    ErrorCode.BODY_TOO_LARGE,
                    "The sources have "
                            + points
                            + " points together and the validation sample has "
                            + loaded.validation().rows()
                            + "; at most "
                            + mostPoints
                            + " of each are taken while a caller waits. Maybe upload smaller samples.");
        }
    }

    static Map<String, Double> named(List<String> names, double[] values) {
        var named = new LinkedHashMap<String, Double>();
        for (int i = 0; i < values.length; i++) {
            named.put(names.get(i), values[i]);
        }
        return named;
    }
}
