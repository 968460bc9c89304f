package dev.lawcast.scaling.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

class FirstStageTest {

    private static final List<FirstStageForm> ALL = List.of(FirstStageForm.values());

    /// Mean absolute error at the mixtures that were not fitted, over every `step`-th split.
    private static double error(double size, int k, int step, boolean projektor) {
        MixtureCells cells = DigitsStudy.sorted(size);
        int[][] splits = DigitsStudy.splits();
        double sum = 0;
        int count = 0;
        for (int s = 0; s < splits.length; s += step) {
            MixtureCells fitted = DigitsStudy.part(cells, splits[s], 0, k);
            MixtureCells others = DigitsStudy.part(cells, splits[s], k, cells.cells());
            double[] ot = DigitsStudy.costs(fitted);
            FirstStage stage =
                    projektor
                            ? FirstStage.projektor(fitted, ot, DigitsStudy.SOURCES)
                            : FirstStage.of(
                                    fitted, ot, ALL, DigitsStudy.SOURCES, DigitsStudy.ACCURACY);
            double[] weights = FirstStage.weights(List.of(stage));
            double[] costs = DigitsStudy.costs(others);
            double[] means = others.means();
            for (int c = 0; c < means.length; c++) {
                double predicted = stage.at(others.mixture()[c], costs[c], weights);
                sum += Math.abs(predicted - means[c]) / means.length;
            }
            count++;
        }
        return sum / count;
    }

    /// The reference is mae .01421 with 33 mixtures, .02418 with 20, of reference.json.
    @Test
    void projektorReproducesTheReferenceOverTheSplits() {
        assertThat(error(500, 33, 1, true)).isCloseTo(.01421, within(5e-6));
        assertThat(error(500, 20, 1, true)).isCloseTo(.02418, within(5e-6));
        assertThat(error(1000, 33, 1, true)).isCloseTo(.01095, within(5e-6));
    }

    /// Over all 200 splits it reaches .0126, .0144 and .0184; the floor of a perfect predictor is
    /// .0115.
    @Test
    void theAverageOfFormsPredictsOtherMixturesBetterThanTheBestFixedForm() {
        assertThat(error(500, 33, 10, false)).isLessThan(.0135);
        assertThat(error(500, 20, 10, false)).isLessThan(.0153);
        assertThat(error(500, 12, 10, false)).isLessThan(.0201);
    }

    @Test
    void moreColumnsThanRunsDoNotBlowUp() {
        assertThat(error(500, 6, 20, false)).isLessThan(.04);
    }

    @Test
    void columnsThatFollowFromOthersAreNamed() {
        MixtureCells cells = DigitsStudy.sorted(500);
        var form =
                RidgeForm.of(
                        FirstStageForm.PSEUDO_QUADRATIC_OT,
                        cells,
                        DigitsStudy.costs(cells),
                        DigitsStudy.SOURCES);
        assertThat(form.columns()).isEqualTo(11);
        assertThat(form.dropped()).hasSize(2);
        assertThat(FirstStageForm.PSEUDO_QUADRATIC_OT.columns(DigitsStudy.SOURCES))
                .containsAll(form.dropped());
    }

    @Test
    void leaveOneOutPredictionsAreThoseOfFitsToTheOthers() {
        MixtureCells cells = DigitsStudy.sorted(1000);
        double[] ot = DigitsStudy.costs(cells);
        FirstStageForm form = FirstStageForm.LINEAR_PLUS_OT;
        double[] leftOut = RidgeForm.withoutPenalty(form, cells, ot, DigitsStudy.SOURCES).leftOut();
        for (int left = 0; left < cells.cells(); left += 9) {
            int without = left;
            MixtureCells others = cells.only(c -> c != without);
            var refit =
                    RidgeForm.withoutPenalty(
                            form, others, DigitsStudy.costs(others), DigitsStudy.SOURCES);
            assertThat(leftOut[left])
                    .isCloseTo(refit.at(cells.mixture()[left], ot[left]), within(1e-10));
        }
    }

    @Test
    void theRationalFormFollowsAnErrorOfThreeParts() {
        var random = new SplittableRandom(3);
        double[][] lambda = {{8, 1, 3}, {1, 9, 2}, {4, 5, .5}};
        double[][] p = new double[24][];
        double[][] metrics = new double[p.length][];
        for (int c = 0; c < p.length; c++) {
            p[c] = Candidates.of(3, 1).get(random.nextInt(Candidates.of(3, 1).size()));
            metrics[c] = new double[] {1 - planted(lambda, p[c])};
        }
        var cells = new MixtureCells(1000, p, metrics);
        var form = RationalForm.of(cells, new double[p.length], false, DigitsStudy.ACCURACY);
        for (double[] other : List.of(new double[] {.3, .3, .4}, new double[] {.7, .2, .1})) {
            assertThat(form.at(other, 0)).isCloseTo(1 - planted(lambda, other), within(2e-3));
        }
    }

    private static double planted(double[][] lambda, double[] p) {
        double sum = 0;
        for (double[] part : lambda) {
            sum += .2 / (part[0] * p[0] + part[1] * p[1] + part[2] * p[2]);
        }
        return sum;
    }

    @Test
    void weightsSumToOneAndPreferTheFormThatMissesLeast() {
        MixtureCells cells = DigitsStudy.sorted(1000);
        FirstStage stage =
                FirstStage.of(
                        cells,
                        DigitsStudy.costs(cells),
                        ALL,
                        DigitsStudy.SOURCES,
                        DigitsStudy.ACCURACY);
        double[] weights = FirstStage.weights(List.of(stage));
        assertThat(Arrays.stream(weights).sum()).isCloseTo(1, within(1e-12));
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int f = 0; f < weights.length; f++) {
            double squares = Arrays.stream(stage.errors(f)).map(e -> e * e).sum();
            if (squares < least) {
                least = squares;
                best = f;
            }
        }
        assertThat(weights[best]).isEqualTo(Arrays.stream(weights).max().orElseThrow());
        assertThat(weights[ALL.indexOf(FirstStageForm.LINEAR)]).isZero();
    }
}
