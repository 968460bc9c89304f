package dev.lawcast.scaling.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.fit.Progress;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

class SelectorTest {

    /// Differences of the measured means at 8,000 below this are noise (README).
    private static final double NOISE = .0196;

    private static final Projection PROJECTION =
            Projection.of(
                    DigitsStudy.runs(),
                    List.of(DigitsStudy.COSTS),
                    DigitsStudy.ACCURACY,
                    ProjectionSettings.auto(List.of(500., 2000.)),
                    Progress.NONE);

    /// Without transport, so that limits can be tried in milliseconds.
    private static final Projection QUICK =
            Projection.of(
                    DigitsStudy.runs(),
                    List.of(),
                    DigitsStudy.ACCURACY,
                    new ProjectionSettings(
                            List.of(500., 2000.), List.of(FirstStageForm.RATIONAL), null, 50, 1),
                    Progress.NONE);

    private static Selection quick(Limits limits, Goal goal) {
        return Selector.select(QUICK, limits, goal, .95, Progress.NONE);
    }

    private static Limits limits(
            double[] lower, double[] upper, double[] available, double[] price) {
        return new Limits(DigitsStudy.SOURCES, lower, upper, available, price);
    }

    private static double[] all(double value) {
        return new double[] {value, value, value};
    }

    @Test
    void theMixtureForALargeSizeIsAsGoodAsTheBestMeasured() {
        Selection selection =
                Selector.select(
                        PROJECTION,
                        Limits.none(DigitsStudy.SOURCES),
                        new Goal.AtSize(8000),
                        .95,
                        Progress.NONE);
        MixtureCells measured = DigitsStudy.sorted(8000);
        double[] means = measured.means();
        double best = Arrays.stream(means).max().orElseThrow();
        int nearest = 0;
        for (int c = 0; c < means.length; c++) {
            if (Simplex.distance(measured.mixture()[c], selection.mixture())
                    < Simplex.distance(measured.mixture()[nearest], selection.mixture())) {
                nearest = c;
            }
        }
        assertThat(means[nearest]).isGreaterThan(best - NOISE);
        assertThat(selection.agreeing()).isGreaterThan(selection.starts() / 2);
        assertThat(selection.probabilityBeatsUniform()).isGreaterThan(.95);
        assertThat(selection.pilot().used()).isTrue();
        int alike = 0;
        int named = 0;
        for (int c = 0; c < means.length; c++) {
            if (means[c] > best - NOISE) {
                alike++;
                double[] p = measured.mixture()[c];
                named +=
                        selection.indistinguishable().stream()
                                        .anyMatch(r -> Simplex.same(r.mixture(), p))
                                ? 1
                                : 0;
            }
        }
        assertThat(alike).isEqualTo(12);
        assertThat(named).isGreaterThanOrEqualTo(9);
        assertThat(selection.indistinguishable()).hasSizeLessThan(20);
    }

    @Test
    void aChoiceAtTheOneTrainedSizeSaysNothingOfOneSampleMore() {
        var settings =
                new ProjectionSettings(
                        List.of(500.), List.of(FirstStageForm.PSEUDO_QUADRATIC), null, 20, 1);
        Projection projection =
                Projection.of(
                        DigitsStudy.runs(),
                        List.of(),
                        DigitsStudy.ACCURACY,
                        settings,
                        Progress.NONE);
        Selection selection =
                Selector.select(
                        projection,
                        Limits.none(DigitsStudy.SOURCES),
                        new Goal.AtSize(500),
                        .95,
                        Progress.NONE);
        assertThat(selection.values()).isEmpty();
        assertThat(selection.forecast().mean()).isBetween(.62, .68);
    }

    @Test
    void declaredSizesAreCapsOfShares() {
        double[] available = {8000, 2000, 8000};
        Selection selection =
                quick(limits(all(0), all(1), available, all(Double.NaN)), new Goal.AtSize(8000));
        assertThat(selection.mixture()[1]).isCloseTo(.25, within(1e-6));
        assertThat(selection.money()).isNull();
    }

    @Test
    void floorsAndLargestSharesHold() {
        Selection selection =
                quick(
                        limits(
                                new double[] {0, 0, .3},
                                new double[] {1, .4, 1},
                                all(Double.POSITIVE_INFINITY),
                                all(Double.NaN)),
                        new Goal.AtSize(8000));
        assertThat(selection.mixture()[2]).isGreaterThanOrEqualTo(.3 - 1e-9);
        assertThat(selection.mixture()[1]).isLessThanOrEqualTo(.4 + 1e-9);
        assertThat(Arrays.stream(selection.mixture()).sum()).isCloseTo(1, within(1e-9));
    }

    @Test
    void aDearSourceIsBoughtLess() {
        double[] cheap = {1, 1, 1};
        double[] dear = {1, 4, 1};
        var free = all(Double.POSITIVE_INFINITY);
        Selection even = quick(limits(all(0), all(1), free, cheap), new Goal.WithBudget(4000));
        Selection other = quick(limits(all(0), all(1), free, dear), new Goal.WithBudget(4000));
        assertThat(even.size()).isCloseTo(4000, within(1e-6));
        assertThat(other.mixture()[1]).isLessThan(even.mixture()[1]);
        assertThat(other.money()).isCloseTo(4000, within(1e-6));
        assertThat(other.values().get(1).perMoney())
                .isCloseTo(other.values().get(1).perSample() / 4, within(1e-12));
    }

    @Test
    void theCheapestMixtureReachesItsTarget() {
        var limits = limits(all(0), all(1), all(Double.POSITIVE_INFINITY), new double[] {1, 1, 1});
        Selection selection = quick(limits, new Goal.ReachTarget(.84));
        assertThat(selection.forecast().mean()).isCloseTo(.84, within(1e-6));
        assertThat(selection.size()).isLessThan(selection.uniform().size());
    }

    @Test
    void theChoiceIsNotBetterAnywhereOnTheLattice() {
        Selection selection = quick(Limits.none(DigitsStudy.SOURCES), new Goal.AtSize(8000));
        for (double[] p : Candidates.of(3, 1)) {
            assertThat(QUICK.forecast(8000, p, .95).mean())
                    .isLessThanOrEqualTo(selection.forecast().mean() + 1e-9);
        }
    }

    @Test
    void limitsThatLeaveNothingSaySo() {
        assertThatThrownBy(() ->
                        quick(limits(all(0), all(1), all(1000), all(1)), new Goal.AtSize(8000)))
                .hasMessageContaining("sum to 0.375");
        assertThatThrownBy(() ->
                        quick(limits(all(.5), all(1), all(1e9), all(1)), new Goal.AtSize(8000)))
                .hasMessageContaining("floors sum to 1.5");
        assertThatThrownBy(() -> quick(Limits.none(DigitsStudy.SOURCES), new Goal.WithBudget(1000)))
                .hasMessageContaining("unit_price");
        assertThatThrownBy(() ->
                        quick(
                                limits(all(0), all(1), all(1e3), all(1)),
                                new Goal.ReachTarget(.9999)))
                .hasMessageContaining("No mixture");
    }
}
