package dev.lawcast.calibration;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.Suggestion;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.experiments.Metric;
import dev.lawcast.scaling.forecast.Calibration;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import java.util.List;
import java.util.UUID;

/// How well the frozen forecasts of an experiment have done.
@Service
public class Calibrations {

    private final Experiments experiments;
    private final FrozenForecastRepository rows;

    Calibrations(Experiments experiments, FrozenForecastRepository rows) {
        this.experiments = experiments;
        this.rows = rows;
    }

    /// One report for each metric, or for the one that is named.
    List<CalibrationReport> of(String experimentId, @Nullable String metric) {
        Experiment experiment = experiments.get(experimentId);
        List<String> known = experiment.metrics().stream().map(Metric::name).toList();
        if (metric != null && !known.contains(metric)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER,
                    "The experiment has no metric '%s'; it has %s.%s"
                            .formatted(
                                    InputError.cut(metric),
                                    String.join(", ", known),
                                    Suggestion.didYouMean(metric, known)));
        }
        return (metric == null ? known : List.of(metric))
                .stream()
                        .map(name ->
                                CalibrationReport.of(
                                        name, rows.latestScored(experiment.id(), name)))
                        .toList();
    }

    /// All runs of a metric at one of the levels at which forecasts are kept.
    public Calibration at(UUID experiment, String metric, double level) {
        return CalibrationReport.all(level, rows.latestScored(experiment, metric));
    }
}
