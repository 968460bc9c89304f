package dev.lawcast.scaling.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.linear.MatrixUtils;
import org.junit.jupiter.api.Test;

import java.util.List;

class GroundCostsTest {

    @Test
    void costsAreSquaredDistancesForAnyShape() {
        var clouds = new Clouds(1);
        for (int[] shape : new int[][] {{1, 1, 1}, {3, 5, 2}, {17, 300, 7}, {70, 257, 33}}) {
            Features x = clouds.points(shape[0], shape[2]);
            Features y = clouds.points(shape[1], shape[2]);
            CostMatrix cost = Clouds.cost(x, y);
            for (int i = 0; i < shape[0]; i++) {
                for (int j = 0; j < shape[1]; j++) {
                    double sum = 0;
                    for (int k = 0; k < shape[2]; k++) {
                        double step = x.values()[i * shape[2] + k] - y.values()[j * shape[2] + k];
                        sum += step * step;
                    }
                    assertThat(cost.at(i, j)).isCloseTo(sum, within(1e-14 * (1 + sum)));
                }
            }
        }
    }

    @Test
    void nearPointsFarFromTheOriginKeepTheirDigits() {
        Features x = new Features(1, 2, new double[] {1e8, 1e8});
        Features y = new Features(2, 2, new double[] {1e8 + .5, 1e8, 1e8, 1e8});
        assertThat(Clouds.cost(x, y).values()).containsExactly(.25, 0);
    }

    @Test
    void standardizedFeaturesDoNotDependOnTheirUnits() {
        var clouds = new Clouds(2);
        Features x = clouds.points(20, 2);
        Features y = clouds.points(30, 2);
        double[] kilo = x.values().clone();
        double[] kiloOfY = y.values().clone();
        for (int k = 0; k < kilo.length; k += 2) {
            kilo[k] *= 1000;
        }
        for (int k = 0; k < kiloOfY.length; k += 2) {
            kiloOfY[k] *= 1000;
        }
        CostMatrix metres = standardized(x, y);
        CostMatrix kilometres =
                standardized(new Features(20, 2, kilo), new Features(30, 2, kiloOfY));
        assertThat(kilometres.values()).containsExactly(metres.values(), within(1e-11));
    }

    private static CostMatrix standardized(Features x, Features y) {
        var costs =
                new GroundCosts(List.of(new Sample(x)), new Sample(y), new GroundCost(true, 0.0));
        return CostMatrix.of(costs.toValidation());
    }

    @Test
    void aConstantFeatureCountsNothingWhenStandardized() {
        Features x = new Features(2, 2, new double[] {0, 7.1, 2, 7.1});
        Features y = new Features(2, 2, new double[] {0, 7.1, 2, 7.1});
        assertThat(standardized(x, y).values()).containsExactly(0, 4, 4, 0);
    }

    /// Class 1 lies at 0, class 2 at 3 and class 5 at 10: the label term is the square of the way.
    @Test
    void theLabelTermIsTheDistanceOfTheClassesPoints() {
        var source = new Sample(new Features(3, 1, new double[] {0, 0, 3}), new int[] {1, 1, 2});
        var validation = new Sample(new Features(2, 1, new double[] {0, 10}), new int[] {1, 5});
        var costs = new GroundCosts(List.of(source), validation, new GroundCost(false, .5));
        assertThat(CostMatrix.of(costs.toValidation()).values())
                .containsExactly(0, 150, 0, 150, 9 + 4.5, 49 + 24.5);
        assertThat(CostMatrix.of(costs.toValidation().transposed()).values())
                .containsExactly(0, 0, 13.5, 150, 150, 73.5);
    }

    @Test
    void theBalancedWeightMakesBothTermsEqualOnAverage() {
        var sources = DigitsMixtures.sources();
        var validation = DigitsMixtures.validation();
        var balanced = new GroundCosts(sources, validation, new GroundCost(false, null));
        var features = new GroundCosts(sources, validation, GroundCost.SQUARED_EUCLIDEAN);
        double both = CostMatrix.of(balanced.toValidation()).mean();
        double one = CostMatrix.of(features.toValidation()).mean();
        assertThat(balanced.labelWeight()).isPositive();
        assertThat(both).isCloseTo(2 * one, within(1e-10));
        assertThat(features.labelWeight()).isZero();
    }

    @Test
    void normalDistributionsWithCommonAxesAreTheirDeviationsApart() {
        var narrow =
                Gaussian.of(
                        new double[] {0, 0, 0},
                        MatrixUtils.createRealDiagonalMatrix(new double[] {1, 4, 0}));
        var wide =
                Gaussian.of(
                        new double[] {1, 2, 2},
                        MatrixUtils.createRealDiagonalMatrix(new double[] {9, 4, 16}));
        assertThat(narrow.squaredDistance(wide)).isCloseTo(9 + 4 + 0 + 16, within(1e-12));
        assertThat(wide.squaredDistance(wide)).isCloseTo(0, within(1e-12));
    }

    @Test
    void normalDistributionsOfFewPointsNeedNoFullCovariance() {
        var clouds = new Clouds(3);
        Gaussian few = Gaussian.of(clouds.points(4, 9));
        Gaussian many = Gaussian.of(clouds.points(40, 9));
        var covariance = few.factor().transposeMultiply(few.factor());
        assertThat(few.squaredDistance(many))
                .isCloseTo(Gaussian.of(few.mean(), covariance).squaredDistance(many), within(1e-7));
    }

    @Test
    void largeClassesAreComparedAsNormalDistributions() {
        var clouds = new Clouds(4);
        int n = LabelDistances.LARGEST_EXACT_CLASS + 1;
        Features x = clouds.points(n, 2);
        var one = new Sample(x, new int[n]);
        var other = new Sample(Clouds.moved(x, 3, 4), new int[n]);
        assertThat(new LabelDistances().between(one, other)[0][0]).isCloseTo(25, within(1e-9));
    }

    @Test
    void refusesALabelTermWithoutLabels() {
        var sample = new Sample(new Features(1, 1, new double[] {1}));
        assertThatThrownBy(() ->
                        new GroundCosts(List.of(sample), sample, new GroundCost(false, 1.0))
                                .toValidation())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no labels");
        assertThatThrownBy(() -> new Sample(sample.features(), new int[2]))
                .hasMessageContaining("2 labels for 1 points");
        assertThatThrownBy(() -> new GroundCost(false, -1.0)).hasMessageContaining("-1.0");
    }

    @Test
    void refusesFeaturesThatAreNotFinite() {
        assertThatThrownBy(() -> new Features(2, 1, new double[] {1, Double.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Feature 0 of point 1 is NaN");
    }
}
