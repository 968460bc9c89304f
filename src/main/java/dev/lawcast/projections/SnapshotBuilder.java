package dev.lawcast.projections;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Metric;
import dev.lawcast.experiments.Variable;
import dev.lawcast.runs.RunValues;
import dev.lawcast.scaling.mixture.Simplex;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Takes what a projection needs from the runs of an experiment; what cannot be is an error of the
/// request.
final class SnapshotBuilder {

    private static final String ROLE = "mixture:";
    private static final int FEWEST_MIXTURES = 3;
    private static final int MOST_SOURCES = 20;

    private final Experiment experiment;
    private final ProjectionRequest request;
    private final JsonBody body;
    private final Map<String, List<String>> leftOut = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    SnapshotBuilder(Experiment experiment, ProjectionRequest request, JsonBody body) {
        this.experiment = experiment;
        this.request = request;
        this.body = body;
    }

    /// Names of the sources by the variables that hold their shares, in their order.
    Map<String, String> sources() {
        var sources = new LinkedHashMap<String, String>();
        for (Variable variable : experiment.variables()) {
            if (variable.role().isMixture()) {
                sources.put(variable.name(), variable.role().name().substring(ROLE.length()));
            }
        }
        if (sources.size() < 2 || sources.size() > MOST_SOURCES) {
            var errors = body.errors();
            String message =
                    "The experiment has "
                            + sources.size()
                            + " variables of the role mixture:<source>; from 2 to "
                            + MOST_SOURCES
                            + " are needed.";
            errors.add(InputError.at("", null, ErrorCode.MISSING, message));
            errors.throwIfAny();
        }
        return sources;
    }

    ProjectionSnapshot build(
            List<RunValues> runs,
            Map<String, String> variables,
            List<ProjectionSnapshot.Source> sources) {
        var used = new ArrayList<RunValues>();
        var mixtures = new ArrayList<double[]>();
        double largest = 0;
        for (RunValues run : runs) {
            double[] p = variables.keySet().stream().mapToDouble(v -> number(run, v)).toArray();
            String reason = reason(run, p);
            if (reason != null) {
                leftOut.computeIfAbsent(reason, _ -> new ArrayList<>()).add(run.key());
                continue;
            }
            largest = Math.max(largest, Simplex.deviation(p)); // uploads refuse more than rounding
            used.add(run);
            mixtures.add(p);
        }
        if (largest > Simplex.NOTED_DEVIATION) {
            notes.add(
                    "Shares of runs sum to 1 within %.2g only and were divided by their sum."
                            .formatted(largest));
        }
        Metric metric = experiment.metric(request.metric()).orElseThrow();
        boolean maximize = metric.direction() == Metric.Direction.MAXIMIZE;
        return new ProjectionSnapshot(
                sources,
                used.stream().map(RunValues::key).toList(),
                mixtures.toArray(double[][]::new),
                used.stream().mapToDouble(run -> number(run, request.size())).toArray(),
                used.stream()
                        .mapToDouble(
                                run -> run.metrics().getOrDefault(request.metric(), Double.NaN))
                        .toArray(),
                maximize,
                maximize ? metric.upperBound() : metric.lowerBound(),
                leftOut.entrySet().stream()
                        .map(e -> new ProjectionSnapshot.LeftOut(e.getKey(), e.getValue()))
                        .toList(),
                notes);
    }

    private @Nullable String reason(RunValues run, double[] p) {
        if (!(number(run, request.size()) > 0)) {
            return "no value of '" + request.size() + "'";
        }
        if (!run.metrics().containsKey(request.metric())) {
            return "no value of '" + request.metric() + "'";
        }
        double sum = 0;
        for (double share : p) {
            sum += share;
        }
        return sum == 0 ? "no shares of sources" : null;
    }

    /// 0 where the run has none.
    private static double number(RunValues run, String variable) {
        return run.variables().get(variable) instanceof Double value ? value : 0;
    }

    /// The request with the sizes that were meant, all of which have runs of enough mixtures.
    ProjectionRequest withSizes(ProjectionSnapshot snapshot) {
        List<Double> sizes = request.revealedSizes();
        if (sizes.isEmpty()) {
            sizes = new ArrayList<>();
            for (double size : snapshot.runs().sizes()) {
                if (mixtures(snapshot, size) >= FEWEST_MIXTURES) {
                    sizes.add(size);
                }
            }
        }
        for (double size : sizes) {
            int mixtures = mixtures(snapshot, size);
            if (mixtures < FEWEST_MIXTURES) {
                body.fail(
                        "revealed_sizes",
                        String.valueOf(size),
                        ErrorCode.OUT_OF_RANGE,
                        "There are runs of %d mixtures with %s = %s, at least %d are needed. Maybe the size is another."
                                .formatted(mixtures, request.size(), size, FEWEST_MIXTURES));
            }
        }
        if (sizes.isEmpty()) {
            body.fail(
                    "revealed_sizes",
                    null,
                    ErrorCode.MISSING,
                    "No size has runs of "
                            + FEWEST_MIXTURES
                            + " mixtures. Upload runs, or look at the filter.");
        }
        body.errors().throwIfAny();
        return new ProjectionRequest(
                request.metric(),
                request.size(),
                request.validation(),
                sizes,
                request.form(),
                request.secondStage(),
                request.groundCost(),
                request.where(),
                request.level(),
                request.replicates(),
                request.seed());
    }

    private static int mixtures(ProjectionSnapshot snapshot, double size) {
        var seen = new ArrayList<double[]>();
        for (int r = 0; r < snapshot.size().length; r++) {
            double[] p = snapshot.mixture()[r];
            if (snapshot.size()[r] == size && seen.stream().noneMatch(q -> same(p, q))) {
                seen.add(p);
            }
        }
        return seen.size();
    }

    private static boolean same(double[] p, double[] q) {
        for (int i = 0; i < p.length; i++) {
            if (Math.abs(p[i] - q[i]) > 1e-6) {
                return false;
            }
        }
        return true;
    }
}
