package dev.lawcast.fits;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.InputErrors;
import dev.lawcast.curves.RunCurves;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Metric;
import dev.lawcast.runs.RunValues;

import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The points of the runs' curves in the place of the runs: each a row with the run's variables,
/// its step as the variable `step`, and its value as the metric. Rows of one run are one training,
/// so they are no independent evidence.
@Component
class RunPoints {

    static final int MOST = 100_000;

    private final RunCurves curves;

    RunPoints(RunCurves curves) {
        this.curves = curves;
    }

    List<RunValues> of(Experiment experiment, List<RunValues> runs, String metricName) {
        Metric metric = experiment.metric(metricName).orElseThrow();
        var byId = new LinkedHashMap<Long, RunValues>();
        runs.forEach(run -> byId.put(run.id(), run));
        var rows = new ArrayList<RunValues>();
        curves.forEach(
                List.copyOf(byId.keySet()),
                metric.id(),
                MOST + 1,
                (run, step, value) ->
                        rows.add(
                                row(
                                        Objects.requireNonNull(byId.get(run)),
                                        metricName,
                                        step,
                                        value)));
        if (rows.size() > MOST) {
            var errors = new InputErrors();
            errors.add(
                    InputError.at(
                            "/points",
                            "true",
                            ErrorCode.OUT_OF_RANGE,
                            "The runs have more than %d points of '%s', a fit takes no more. Leave runs out with 'where'."
                                    .formatted(MOST, metricName)));
            errors.throwIfAny();
        }
        return rows;
    }

    /// The key of the run that a row is of.
    static String run(RunValues row) {
        return row.key().substring(0, row.key().lastIndexOf('@'));
    }

    private static RunValues row(RunValues run, String metric, double step, double value) {
        var variables = new LinkedHashMap<String, Object>(run.variables());
        variables.put(FitRequest.STEP, step);
        return new RunValues(
                run.id(),
                run.key() + "@" + step(step),
                variables,
                Map.of(metric, value),
                Map.of(),
                run.group(),
                run.status(),
                run.tags());
    }

    private static String step(double step) {
        return step == Math.rint(step) && step < 1e15
                ? Long.toString((long) step)
                : Double.toString(step);
    }
}
