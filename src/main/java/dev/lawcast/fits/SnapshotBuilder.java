package dev.lawcast.fits;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.InputErrors;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.runs.Run;
import dev.lawcast.scaling.fit.Observations;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Takes from the runs what a fit needs.
final class SnapshotBuilder {

    private static final int NAMED = 10;

    private final FitRequest request;
    private final Map<String, List<String>> leftOut = new LinkedHashMap<>();

    private SnapshotBuilder(FitRequest request) {
        this.request = request;
    }

    static Snapshot build(Experiment experiment, FitRequest request, List<Run> runs) {
        return new SnapshotBuilder(request).build(runs);
    }

    private Snapshot build(List<Run> runs) {
        List<Run> usable = runs.stream().filter(this::usable).toList();
        FitRequest.HoldOut holdOut = request.holdOut();
        Predicate<Run> held =
                run -> holdOut != null && number(run, holdOut.variable()) > holdOut.above();
        return new Snapshot(
                observations(usable.stream().filter(held.negate()).toList()),
                observations(usable.stream().filter(held).toList()),
                leftOut.entrySet().stream()
                        .map(e ->
                                new Snapshot.LeftOut(
                                        e.getKey(),
                                        e.getValue().size(),
                                        e.getValue().stream().limit(NAMED).toList()))
                        .toList());
    }

    /// Whether the run has all that the fit needs; what it lacks is written down.
    private boolean usable(Run run) {
        var needed = new ArrayList<>(request.variables().values());
        FitRequest.HoldOut holdOut = request.holdOut();
        if (holdOut != null) {
            needed.add(holdOut.variable());
        }
        if (request.weights() != null) {
            needed.add(request.weights());
        }
        for (String variable : needed) {
            if (!(run.variables().get(variable) instanceof Double)) {
                return leaveOut(run, "no value of '" + variable + "'");
            }
        }
        if (!run.metrics().containsKey(request.metric())) {
            return leaveOut(run, "no value of '" + request.metric() + "'");
        }
        String weights = request.weights();
        if (weights != null && !(number(run, weights) > 0)) {
            return leaveOut(run, "weight '" + weights + "' is not > 0");
        }
        return true;
    }

    private boolean leaveOut(Run run, String reason) {
        leftOut.computeIfAbsent(reason, _ -> new ArrayList<>()).add(run.key());
        return false;
    }

    private Observations observations(List<Run> runs) {
        double[][] x =
                request.variables().values().stream()
                        .map(name -> runs.stream().mapToDouble(run -> number(run, name)).toArray())
                        .toArray(double[][]::new);
        String weights = request.weights();
        return new Observations(
                runs.stream().map(Run::key).toList(),
                x,
                runs.stream()
                        .mapToDouble(
                                run -> run.metrics().getOrDefault(request.metric(), Double.NaN))
                        .toArray(),
                standardErrors(runs),
                weights == null
                        ? null
                        : runs.stream().mapToDouble(run -> number(run, weights)).toArray());
    }

    private double @Nullable [] standardErrors(List<Run> runs) {
        if (!request.noise().equals("known")) {
            return null;
        }
        List<String> without =
                runs.stream()
                        .filter(run ->
                                !(run.standardErrors().getOrDefault(request.metric(), 0.) > 0))
                        .map(Run::key)
                        .toList();
        if (!without.isEmpty()) {
            var errors = new InputErrors();
            String message =
                    "With \"noise\": \"known\" every run needs a standard error of '"
                            + request.metric()
                            + "' that is > 0; "
                            + without.size()
                            + " have none, the first: '"
                            + without.getFirst()
                            + "'. Upload it as standard_errors (CSV: "
                            + request.metric()
                            + "_standard_error), or leave the noise to be estimated.";
            errors.add(InputError.at("/noise", "known", ErrorCode.OUT_OF_RANGE, message));
            errors.throwIfAny();
        }
        return runs.stream()
                .mapToDouble(run -> run.standardErrors().getOrDefault(request.metric(), Double.NaN))
                .toArray();
    }

    private static double number(Run run, String variable) {
        return run.variables().get(variable) instanceof Double value ? value : Double.NaN;
    }
}
