package dev.lawcast.scaling.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Progress;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/// What holds all points at once holds each of them.
class BandsTest {

    private static final List<double[]> POINTS =
            List.of(
                    new double[] {1e7},
                    new double[] {1e9},
                    new double[] {1e10},
                    new double[] {1e12});

    @ParameterizedTest
    @ValueSource(doubles = {0, .001, .01, .1})
    void bandsHoldTheIntervalsOfTheirPointsHoweverWideBacktestsMakeThem(double rate) {
        var study =
                CoverageCase.all().stream()
                        .filter(c -> c.name().startsWith("power_law_constant, 30 runs"))
                        .findFirst()
                        .orElseThrow();
        var settings =
                FitSettings.of(study.objective())
                        .with(new FitSettings.Bootstrap(200, FitSettings.Bootstrap.Unit.RUN, 1));
        var fit =
                (FitOutcome.Converged)
                        Fitter.fit(
                                study.law(),
                                study.observations(new SplittableRandom(4)),
                                settings,
                                Progress.NONE);

        var forecasts =
                Forecasts.at(fit.fitted(), POINTS, .95, new Widening(rate, 4, true)).forecasts();

        assertThat(forecasts)
                .allSatisfy(forecast -> {
                    assertThat(holds(forecast.meanBand(), forecast.meanInterval())).isTrue();
                    assertThat(holds(forecast.newRunBand(), forecast.newRunInterval())).isTrue();
                });
    }

    private static boolean holds(@Nullable Interval band, @Nullable Interval interval) {
        double lower = Objects.requireNonNull(Objects.requireNonNull(interval).lower());
        double upper = Objects.requireNonNull(interval.upper());
        // the two are reached by different sums
        return Objects.requireNonNull(band).contains(lower * (1 + 1e-12))
                && band.contains(upper * (1 - 1e-12));
    }
}
