package dev.lawcast.scaling.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.law.ResidualSpace;

import org.hipparchus.distribution.continuous.LogNormalDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastScoreTest {

    @ParameterizedTest
    @ValueSource(doubles = {1.7, 2, 2.05, 3})
    void isTheLogarithmOfTheDensityOfANormal(double y) {
        var normal = new NormalDistribution(2, .1);
        Interval interval =
                Interval.of(
                        normal.inverseCumulativeProbability(.05),
                        normal.inverseCumulativeProbability(.95),
                        .9);

        assertThat(ForecastScore.logarithmic(y, 2, interval, ResidualSpace.RAW))
                .isEqualTo(normal.logDensity(y), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.7, 2, 2.05, 3})
    void isThatOfALogNormalWhereResidualsAreOfLogarithms(double y) {
        var distribution = new LogNormalDistribution(Math.log(2), .1);
        Interval interval =
                Interval.of(
                        distribution.inverseCumulativeProbability(.25),
                        distribution.inverseCumulativeProbability(.75),
                        .5);

        assertThat(ForecastScore.logarithmic(y, 2, interval, ResidualSpace.LOG))
                .isEqualTo(distribution.logDensity(y), within(1e-6));
    }

    /// The density of two sides of different width integrates to 1.
    @Test
    void isADensityAlsoWhereTheSidesDiffer() {
        var interval = Interval.of(1.9, 2.4, .9);
        double sum = 0;
        double step = 1e-4;
        for (double y = .5; y < 5; y += step) {
            double score =
                    java.util.Objects.requireNonNull(
                            ForecastScore.logarithmic(y, 2, interval, ResidualSpace.RAW));
            sum += Math.exp(score) * step;
        }
        assertThat(sum).isEqualTo(1, within(1e-3));
    }

    @Test
    void isNullWhereNoDensityCanBeReadOff() {
        assertThat(ForecastScore.logarithmic(2, 2, null, ResidualSpace.RAW)).isNull();
        assertThat(ForecastScore.logarithmic(2, 2, new Interval(null, 3., .9), ResidualSpace.RAW))
                .isNull();
        assertThat(ForecastScore.logarithmic(2, 2, Interval.of(2, 2, .9), ResidualSpace.RAW))
                .isNull();
        assertThat(ForecastScore.logarithmic(2, 5, Interval.of(1, 3, .9), ResidualSpace.RAW))
                .isNull();
    }
}
