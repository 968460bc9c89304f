package dev.lawcast.scaling.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which ground cost to measure transport with: the one whose forms miss left-out mixtures least,
/// all sizes together. A label term, say, can help at small sizes and hurt at large ones.
///
/// @param chosen its position
/// @param scores mean absolute leave-one-mixture-out error of the forms with transport, in the
///   metric
public record GroundCostChoice(int chosen, List<Score> scores) {

    /// @param groundCost its name
    public record Score(String groundCost, double meanAbsoluteError, boolean chosen) {}

    private static final List<FirstStageForm> FORMS =
            List.of(
                    FirstStageForm.LINEAR_PLUS_OT,
                    FirstStageForm.PSEUDO_QUADRATIC_PLUS_OT,
                    FirstStageForm.PSEUDO_QUADRATIC_OT);

    static GroundCostChoice of(
            MixtureRuns runs,
            List<? extends MixtureCost> costs,
            List<Double> sizes,
            ErrorScale scale) {
        double[] errors = new double[costs.size()];
        int best = 0;
        for (int k = 0; k < costs.size() && costs.size() > 1; k++) {
            var stages = new ArrayList<FirstStage>();
            for (double size : sizes) {
                MixtureCells cells = runs.at(size);
                MixtureCost cost = costs.get(k);
                double[] ot =
                        Arrays.stream(cells.mixture())
                                .mapToDouble(p -> cost.at(p).cost())
                                .toArray();
                stages.add(FirstStage.of(cells, ot, FORMS, runs.sources(), scale));
            }
            errors[k] = error(stages);
            best = errors[k] < errors[best] ? k : best;
        }
        var scores = new ArrayList<Score>();
        for (int k = 0; k < errors.length && costs.size() > 1; k++) {
            scores.add(new Score(costs.get(k).groundCost(), errors[k], k == best));
        }
        return new GroundCostChoice(best, scores);
    }

    private static double error(List<FirstStage> stages) {
        double[] weights = FirstStage.weights(stages);
        double sum = 0;
        int n = 0;
        for (FirstStage stage : stages) {
            double[] predicted = stage.leftOut(weights);
            double[] means = stage.cells().means();
            for (int c = 0; c < means.length; c++) {
                sum += Math.abs(predicted[c] - means[c]);
                n++;
            }
        }
        return sum / n;
    }
}
