package dev.lawcast.scaling.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.law.ChainLaw;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class ChainTest {

    private static final ScalingLaw LOSS = LawCatalogue.find("power_law_constant").orElseThrow();
    private static final ScalingLaw ERROR = LawCatalogue.find("downstream_error").orElseThrow();
    private static final ChainLaw CHAIN = new ChainLaw(LOSS, ERROR);
    private static final double[] TRUE = {1.8, 60, .3, .85, 2, .6};
    private static final double LARGEST = 1e9;

    @Test
    void valueAndDerivativesAreThoseOfTheComposition() {
        Sizes sizes = Sizes.of(new double[][] {{1e5, 1e7, 1e9}}, 3);
        double[] value = new double[3];
        double[][] jacobian = new double[TRUE.length][3];
        CHAIN.evaluate(TRUE, sizes, value, jacobian);
        for (int i = 0; i < 3; i++) {
            double[] x = {sizes.x()[0][i]};
            double loss = 1.8 + 60 * Math.pow(x[0], -.3);
            assertThat(value[i]).isEqualTo(.85 - 2 * Math.exp(-.6 * loss), within(1e-12));
            for (int k = 0; k < TRUE.length; k++) {
                double[] p = TRUE.clone();
                double h = 1e-6 * TRUE[k];
                p[k] = TRUE[k] + h;
                double above = CHAIN.value(p, x);
                p[k] = TRUE[k] - h;
                double slope = (above - CHAIN.value(p, x)) / (2 * h);
                assertThat(jacobian[k][i]).isEqualTo(slope, within(1e-7 + 1e-5 * Math.abs(slope)));
            }
        }
    }

    @Test
    void aTargetIsReachedThroughTheMetricInBetween() {
        double[] x = {3e7};
        double target = CHAIN.value(TRUE, x);
        assertThat(CHAIN.sizeReaching(target, 0, TRUE, x)).isEqualTo(3e7, within(30.));
        double floor = CHAIN.limit(0, TRUE, x);
        assertThat(floor).isEqualTo(.85 - 2 * Math.exp(-.6 * 1.8), within(1e-12));
        assertThat(CHAIN.sizeReaching(floor - .01, 0, TRUE, x)).isInfinite();
        assertThat(CHAIN.sizeReaching(.9, 0, TRUE, x)).isZero();
    }

    @Test
    void refusesASecondLawOfSeveralVariables() {
        ScalingLaw chinchilla = LawCatalogue.find("chinchilla").orElseThrow();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChainLaw(LOSS, chinchilla))
                .withMessageContaining("chinchilla");
    }

    /// 200 studies of 30 runs: intervals of the error of a run ten times larger.
    @Test
    void intervalsOfTheChainHoldTheTruth() {
        int studies = 200;
        int meanInside = 0;
        int runInside = 0;
        double[] beyond = {10 * LARGEST};
        double truth = CHAIN.value(TRUE, beyond);
        for (int study = 0; study < studies; study++) {
            var random = new Random(study);
            FittedLaw fitted = study(random);
            Forecast forecast = Forecasts.at(fitted, List.of(beyond), .95).forecasts().getFirst();
            if (contains(forecast.meanInterval(), truth)) {
                meanInside++;
            }
            double loss = LOSS.value(TRUE, beyond) * Math.exp(.01 * random.nextGaussian());
            double run = error(loss, random);
            if (contains(forecast.newRunInterval(), run)) {
                runInside++;
            }
        }
        // 95 % of 200 is 190, with a standard deviation of 3.1
        assertThat(meanInside).isBetween(180, 199);
        assertThat(runInside).isBetween(180, 200);
    }

    private static FittedLaw study(Random random) {
        int n = 30;
        double[] size = new double[n];
        double[] loss = new double[n];
        double[] error = new double[n];
        var keys = new ArrayList<String>();
        for (int i = 0; i < n; i++) {
            size[i] = 1e5 * Math.pow(LARGEST / 1e5, i / (n - 1.));
            loss[i] =
                    LOSS.value(TRUE, new double[] {size[i]})
                            * Math.exp(.01 * random.nextGaussian());
            error[i] = error(loss[i], random);
            keys.add("run" + i);
        }
        FittedLaw first =
                fit(LOSS, new Observations(keys, new double[][] {size}, loss, null, null), 1);
        FittedLaw second =
                fit(ERROR, new Observations(keys, new double[][] {loss}, error, null, null), 2);
        return Chain.of(
                first, second, new Observations(keys, new double[][] {size}, error, null, null));
    }

    private static double error(double loss, Random random) {
        return ERROR.value(new double[] {.85, 2, .6}, new double[] {loss})
                + .004 * random.nextGaussian();
    }

    private static FittedLaw fit(ScalingLaw law, Observations runs, long seed) {
        var settings =
                FitSettings.of(law.defaultObjective())
                        .with(new FitSettings.Bootstrap(200, FitSettings.Bootstrap.Unit.RUN, seed));
        FitOutcome outcome = Fitter.fit(law, runs, settings, Progress.NONE);
        return switch (outcome) {
            case FitOutcome.Converged converged -> converged.fitted();
            case FitOutcome.NotConverged best -> best.best();
            default -> throw new AssertionError(outcome);
        };
    }

    private static boolean contains(
            @org.jspecify.annotations.Nullable Interval interval, double value) {
        Interval found = java.util.Objects.requireNonNull(interval);
        Double lower = found.lower();
        Double upper = found.upper();
        return (lower == null || value >= lower) && (upper == null || value <= upper);
    }
}
