package dev.lawcast.fits;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.InputErrors;
import dev.lawcast.api.Suggestion;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.runs.RunValues;
import dev.lawcast.scaling.fit.Checkpoints;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawVariable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Takes from the runs what a fit needs.
final class SnapshotBuilder {

    private static final int NAMED = 10;
    private static final int MOST_GROUPS = 100_000;

    private final Experiment experiment;
    private final FitRequest request;
    private final Map<String, List<String>> leftOut = new LinkedHashMap<>();

    private final List<String> labels = new ArrayList<>();

    /// Variables without which a run is left out.
    private final List<String> needed;

    /// The variable with text that the fit looks at, or null.
    private final @Nullable String labelled;

    private SnapshotBuilder(Experiment experiment, FitRequest request) {
        this.experiment = experiment;
        this.request = request;
        String own =
                request.law(List.of()).variables().stream()
                        .filter(v -> v.kind() == LawVariable.Kind.LABEL)
                        .map(v -> request.variables().get(v.name()))
                        .findFirst()
                        .orElse(null);
        labelled = own == null ? request.groupBy() : own;
        needed = new ArrayList<>(request.variables().values());
        needed.remove(labelled);
        FitRequest.HoldOut holdOut = request.holdOut();
        if (holdOut != null) {
            needed.add(holdOut.variable());
        }
        if (request.weights() != null) {
            needed.add(request.weights());
        }
    }

    static Snapshot build(Experiment experiment, FitRequest request, List<RunValues> runs) {
        Snapshot own = new SnapshotBuilder(experiment, request).build(runs);
        FitRequest then = request.then();
        if (then == null) {
            return own;
        }
        Snapshot chained = new SnapshotBuilder(experiment, request.of(then.metric())).build(runs);
        return own.with(
                new Snapshot.SecondStage(
                        new SnapshotBuilder(experiment, then).build(runs).fitted(),
                        chained.fitted(),
                        chained.heldOut()));
    }

    private Snapshot build(List<RunValues> runs) {
        FitRequest.HoldOut holdOut = request.holdOut();
        var fitted = new ArrayList<RunValues>(runs.size());
        var heldOut = new ArrayList<RunValues>();
        var texts = new HashSet<String>();
        for (RunValues run : runs) {
            if (usable(run)) {
                boolean held = holdOut != null && number(run, holdOut.variable()) > holdOut.above();
                (held ? heldOut : fitted).add(run);
                if (labelled != null) {
                    texts.add(text(run, labelled));
                }
            }
        }
        labels.addAll(texts);
        Collections.sort(labels);
        if (labelled != null) {
            checkLabels();
        }
        return new Snapshot(
                observations(fitted),
                observations(heldOut),
                List.copyOf(labels),
                request.separate() ? groups(fitted, heldOut) : new int[0],
                leftOut.entrySet().stream()
                        .map(e ->
                                new Snapshot.LeftOut(
                                        e.getKey(),
                                        e.getValue().size(),
                                        e.getValue().stream().limit(NAMED).toList()))
                        .toList(),
                null,
                RunWarnings.of(experiment, request, fitted));
    }

    /// Too many labels, and parameters of labels that no run has.
    private void checkLabels() {
        var errors = new InputErrors();
        int most = request.separate() ? MOST_GROUPS : LawForm.MOST_LABELS;
        if (labels.size() > most) {
            errors.add(
                    InputError.at(
                            request.groupBy() == null ? "/variables" : "/group_by",
                            labelled,
                            ErrorCode.OUT_OF_RANGE,
                            "The runs have %d values of '%s', at most %d are taken here. Maybe a filter ('where') leaves those that matter."
                                    .formatted(labels.size(), labelled, most)));
            errors.throwIfAny();
        }
        List<String> known =
                (request.separate() ? request.law(List.of()) : request.law(labels))
                        .parameters().stream().map(LawParameter::name).toList();
        var named = new LinkedHashMap<String, List<String>>();
        named.put("fixed", List.copyOf(request.fixed().keySet()));
        named.put("bounds", List.copyOf(request.bounds().keySet()));
        named.put("priors", List.copyOf(request.priors().keySet()));
        named.put(
                "starts",
                request.starts().stream().flatMap(start -> start.keySet().stream()).toList());
        named.forEach((field, names) ->
                names.stream()
                        .filter(name -> !known.contains(name))
                        .forEach(name ->
                                errors.add(
                                        InputError.at(
                                                "/" + field,
                                                name,
                                                ErrorCode.UNKNOWN_NAME,
                                                "The law '%s' has no parameter '%s' for these runs; it has %s.%s"
                                                        .formatted(
                                                                request.law(),
                                                                name,
                                                                String.join(", ", known),
                                                                Suggestion.didYouMean(
                                                                        name, known))))));
        errors.throwIfAny();
    }

    private int[] groups(List<RunValues> fitted, List<RunValues> heldOut) {
        var numbers = new HashMap<String, Integer>();
        labels.forEach(label -> numbers.put(label, numbers.size()));
        int[] groups = new int[fitted.size() + heldOut.size()];
        int i = 0;
        for (List<RunValues> runs : List.of(fitted, heldOut)) {
            for (RunValues run : runs) {
                groups[i++] = numbers.getOrDefault(text(run, labelled), 0);
            }
        }
        return groups;
    }

    /// Whether the run has all that the fit needs; what it lacks is written down.
    private boolean usable(RunValues run) {
        if (labelled != null && text(run, labelled).isEmpty()) {
            return leaveOut(run, "no value of '" + labelled + "'");
        }
        for (String variable : needed) {
            if (Double.isNaN(number(run, variable))) {
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

    private boolean leaveOut(RunValues run, String reason) {
        leftOut.computeIfAbsent(reason, _ -> new ArrayList<>()).add(run.key());
        return false;
    }

    private Observations observations(List<RunValues> runs) {
        List<String> names = List.copyOf(request.variables().values());
        var keys = new ArrayList<String>(runs.size());
        double[][] x = new double[names.size()][runs.size()];
        double[] y = new double[runs.size()];
        for (int i = 0; i < y.length; i++) {
            RunValues run = runs.get(i);
            keys.add(run.key());
            y[i] = run.metrics().getOrDefault(request.metric(), Double.NaN);
            for (int j = 0; j < x.length; j++) {
                x[j][i] = value(run, names.get(j));
            }
        }
        String weights = request.weights();
        return new Observations(
                keys,
                x,
                y,
                standardErrors(runs),
                weights == null
                        ? null
                        : runs.stream().mapToDouble(run -> number(run, weights)).toArray(),
                clusters(runs, keys));
    }

    /// What rows are independent of each other by: the runs of points, groups of runs, or the
    /// trainings whose steps the keys name.
    private @Nullable List<String> clusters(List<RunValues> runs, List<String> keys) {
        if (request.points()) {
            return runs.stream().map(RunPoints::run).toList();
        }
        if (request.bootstrap().unit().equals("auto")) {
            return Checkpoints.trainings(keys);
        }
        boolean byGroup = request.bootstrap().unit().equals("group");
        if (byGroup && !runs.isEmpty() && runs.stream().allMatch(run -> run.group() == null)) {
            var errors = new InputErrors();
            errors.add(
                    InputError.at(
                            "/bootstrap/unit",
                            "group",
                            ErrorCode.OUT_OF_RANGE,
                            "None of the %d runs names a group, so there are no groups to draw. Upload runs with \"group\", or draw runs or configurations."
                                    .formatted(runs.size())));
            errors.throwIfAny();
        }
        return byGroup
                ? runs.stream()
                        .map(run ->
                                run.group() == null ? "run " + run.key() : "group " + run.group())
                        .toList()
                : null;
    }

    private double @Nullable [] standardErrors(List<RunValues> runs) {
        if (!request.noise().equals("known")) {
            return null;
        }
        List<String> without =
                runs.stream()
                        .filter(run ->
                                !(run.standardErrors().getOrDefault(request.metric(), 0.) > 0))
                        .map(RunValues::key)
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

    /// What the law sees: a label's code, else the number.
    private double value(RunValues run, String name) {
        return name.equals(labelled)
                ? LawForm.code(Collections.binarySearch(labels, text(run, name)))
                : number(run, name);
    }

    /// A variable, or a metric that stands for one; NaN where the run has none.
    private static double number(RunValues run, String name) {
        return run.variables().get(name) instanceof Double value
                ? value
                : run.metrics().getOrDefault(name, Double.NaN);
    }

    /// The text of a variable, or the run's own group; empty where the run has none.
    private static String text(RunValues run, @Nullable String name) {
        Object value = run.variables().get(String.valueOf(name));
        if (value != null) {
            return LabelText.of(value);
        }
        String group = FitRequest.RUN_GROUP.equals(name) ? run.group() : null;
        return group == null ? "" : group;
    }
}
