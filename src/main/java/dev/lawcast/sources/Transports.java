package dev.lawcast.sources;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.transport.CostMatrix;
import dev.lawcast.scaling.transport.CostRows;
import dev.lawcast.scaling.transport.EntropicSettings;
import dev.lawcast.scaling.transport.EntropicTransport;
import dev.lawcast.scaling.transport.ExactTransport;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.GroundCosts;
import dev.lawcast.scaling.transport.MixtureTransport;
import dev.lawcast.scaling.transport.Transport;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// How far a mixture of sources is from a validation sample.
@Service
class Transports {

    private static final long MOST_VALUES = 20_000_000;
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
            String validation,
            Mixture mixture,
            boolean exact,
            @Nullable Double epsilon,
            GroundCost groundCost) {}

    /// @param meanCost of all points of all named sources × the validation sample
    /// @param epsilon in units of the cost
    /// @param gradient change with each source's share, less the mean of all
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
        body.allow(
                "validation", "mixture", "engine", "epsilon", "label_weight", "standardized");
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
                exact,
                exact ? null : epsilon == null ? Double.valueOf(NORMAL_EPSILON) : epsilon,
                cost);
    }

    Answer answer(Question question) {
        return turns.take(cancelled -> {
                    SampleStore.Loaded loaded =
                            store.load(
                                    question.validation(),
                                    question.mixture().names(),
                                    MOST_VALUES);
                    requireFewPoints(loaded);
                    var costs =
                            new GroundCosts(
                                    loaded.sources().stream()
                                            .map(GroundCostRequest::sample)
                                            .toList(),
                                    GroundCostRequest.sample(loaded.validation()),
                                    question.groundCost());
                    return solve(question, costs, cancelled);
                });
    }

    private Answer solve(Question question, GroundCosts costs, BooleanSupplier cancelled) {
        CostMatrix cost = CostMatrix.of(costs.toValidation());
        double mean = cost.mean();
        Double share = question.epsilon();
        double epsilon = share == null ? 0 : share * mean;
        var engine =
                share == null
                        ? new ExactTransport(cost, cancelled)
                        : new EntropicTransport(
                                cost, epsilon, mean, EntropicSettings.DEFAULT, cancelled);
        double[] p = question.mixture().shares();
        var found = new MixtureTransport(costs.sizes(), cost.columns(), engine).at(p);
        Transport transport = found.transport();
        boolean converged = transport.converged();
        Double divergence = null;
        if (share != null) {
            double[] a = masses(p, costs.sizes());
            double[] b = masses(new double[] {1}, new int[] {cost.columns()});
            Transport ofMixture = withItself(costs.amongSources(), a, epsilon, mean, cancelled);
            Transport ofValidation =
                    withItself(costs.withinValidation(), b, epsilon, mean, cancelled);
            divergence =
                    transport.dualValue() - (ofMixture.dualValue() + ofValidation.dualValue()) / 2;
            converged &= ofMixture.converged() && ofValidation.converged();
        }
        return new Answer(
                transport.cost(),
                divergence,
                converged,
                transport.marginalError(),
                transport.dualityGap(),
                transport.iterations(),
                named(question.mixture().names(), found.gradient()),
                named(question.mixture().names(), p),
                share == null ? "exact" : "entropic",
                share == null ? null : Double.valueOf(epsilon),
                mean,
                new GroundCostRequest.View(
                        question.groundCost().standardized(), costs.labelWeight()),
                question.mixture().notes());
    }

    /// Debiased (Feydy et al. 2019): what a sample is away from itself under the same ε.
    private static Transport withItself(
            CostRows rows, double[] masses, double epsilon, double mean, BooleanSupplier cancelled) {
        return new EntropicTransport(
                        CostMatrix.of(rows), epsilon, mean, EntropicSettings.DEFAULT, cancelled)
                .solve(masses, masses);
    }

    private static double[] masses(double[] p, int[] sizes) {
        double[] masses = new double[Arrays.stream(sizes).sum()];
        int at = 0;
        for (int s = 0; s < sizes.length; s++) {
            Arrays.fill(masses, at, at + sizes[s], p[s] / sizes[s]);
            at += sizes[s];
        }
        return masses;
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
