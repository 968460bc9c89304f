package dev.lawcast.calibration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// How frozen forecasts did: `lawcast.forecasts.scored`, by level and by whether the run lay inside
/// the interval of that level. Of well calibrated forecasts the share inside is the level.
@Component
class CalibrationMetrics {

    private final MeterRegistry meters;

    CalibrationMetrics(MeterRegistry meters) {
        this.meters = meters;
        for (double level : FrozenForecasts.LEVELS) {
            counter(level, true);
            counter(level, false);
        }
    }

    /// Forecasts without an interval of a level do not count at it.
    void scored(FrozenForecast forecast) {
        for (double level : FrozenForecasts.LEVELS) {
            @Nullable Boolean inside = forecast.inside(level);
            if (inside != null) {
                counter(level, inside).increment();
            }
        }
    }

    private Counter counter(double level, boolean inside) {
        return Counter.builder("lawcast.forecasts.scored")
                .description("Frozen forecasts whose run has come, by level of the interval")
                .tag("level", Double.toString(level))
                .tag("inside", Boolean.toString(inside))
                .register(meters);
    }
}
