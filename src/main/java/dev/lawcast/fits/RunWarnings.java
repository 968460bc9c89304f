package dev.lawcast.fits;

import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Variable;
import dev.lawcast.runs.RunValues;
import dev.lawcast.scaling.fit.UnitCheck;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.fit.WarningCode;
import dev.lawcast.scaling.forecast.Allocations;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What the runs say of themselves, beyond the columns that the law looks at: compute that is not
/// that of the sizes, mixed units and conventions, repeated data.
final class RunWarnings {

    /// C over 6·N·D: attention, embeddings and recomputation explain a factor of two or so.
    private static final double FAR_OFF = 3;

    private static final double EPOCHS = 4;

    /// First steps that a curve of this share of its length should not hold.
    private static final double BURN_IN = .01;

    private static final Set<String> LOST = Set.of("diverged", "crashed", "failed", "nan");

    private static final Map<WarningCode, Set<String>> CONVENTIONS =
            new TreeMap<>(
                    Map.of(
                            WarningCode.TOKENIZER_MIXED,
                            Set.of("tokenizer"),
                            WarningCode.SCHEDULE_MIXED,
                            Set.of("schedule", "lr_schedule", "learning_rate_schedule"),
                            WarningCode.COUNT_CONVENTION_MIXED,
                            Set.of("count_convention", "parameter_count", "embeddings")));

    private final Experiment experiment;
    private final FitRequest request;
    private final List<RunValues> runs;

    private RunWarnings(Experiment experiment, FitRequest request, List<RunValues> runs) {
        this.experiment = experiment;
        this.request = request;
        this.runs = runs;
    }

    /// @param runs that the law is fitted to
    static List<Warning> of(Experiment experiment, FitRequest request, List<RunValues> runs) {
        var work = new RunWarnings(experiment, request, runs);
        var found = new ArrayList<Warning>();
        work.compute().ifPresent(found::add);
        work.units(found);
        work.repetition(found);
        work.conventions(found);
        work.lost().ifPresent(found::add);
        work.burnIn().ifPresent(found::add);
        return found;
    }

    private Optional<Warning> compute() {
        Variable flops = ofRole("flops");
        Variable parameters = ofRole("parameters");
        Variable data = ofRole("tokens", "samples");
        if (flops == null || parameters == null || data == null) {
            return Optional.empty();
        }
        var off = new ArrayList<String>();
        double first = 0;
        int compared = 0;
        for (RunValues run : runs) {
            double ratio =
                    number(run, flops)
                            / (Allocations.DEFAULT_FLOPS_PER_UNIT
                                    * number(run, parameters)
                                    * number(run, data));
            if (Double.isNaN(ratio)) {
                continue;
            }
            compared++;
            if (ratio > FAR_OFF || ratio < 1 / FAR_OFF) {
                first = off.isEmpty() ? ratio : first;
                off.add(run.key());
            }
        }
        return off.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        WarningCode.FLOP_MISMATCH.warning(
                                "%d of %d runs have %s far from 6·%s·%s; that of '%s' is %.3g times it. Maybe the units differ (a PF-day is 8.64e19 FLOP)."
                                        .formatted(
                                                off.size(),
                                                compared,
                                                flops.name(),
                                                parameters.name(),
                                                data.name(),
                                                off.getFirst(),
                                                first),
                                off));
    }

    private void units(List<Warning> found) {
        List<String> keys = runs.stream().map(RunValues::key).toList();
        double[] y = new double[runs.size()];
        for (int i = 0; i < y.length; i++) {
            y[i] = runs.get(i).metrics().getOrDefault(request.metric(), Double.NaN);
        }
        UnitCheck.ofMetric(request.metric(), y, keys).ifPresent(found::add);
        ScalingLaw law = request.law(List.of());
        for (LawVariable variable : law.variables()) {
            String name = request.variables().get(variable.name());
            if (name != null && variable.kind() == LawVariable.Kind.SIZE) {
                double[] x = new double[y.length];
                for (int i = 0; i < x.length; i++) {
                    x[i] = number(runs.get(i), name);
                }
                UnitCheck.ofSize(name, x, y, keys).ifPresent(found::add);
            }
        }
    }

    private void repetition(List<Warning> found) {
        ScalingLaw law = request.law(List.of());
        LawVariable unique = withRole(law, "unique_tokens", "unique_samples");
        LawVariable total = withRole(law, "tokens", "samples");
        if (unique != null && total != null) {
            exceeding(law, unique, total).ifPresent(found::add);
            return;
        }
        Variable distinct = ofRole("unique_tokens", "unique_samples");
        Variable seen = ofRole("tokens", "samples");
        if (distinct == null || seen == null) {
            return;
        }
        List<String> often =
                runs.stream()
                        .filter(run -> number(run, seen) > EPOCHS * number(run, distinct))
                        .map(RunValues::key)
                        .toList();
        if (!often.isEmpty()) {
            found.add(
                    WarningCode.REPETITION_OVER_4_EPOCHS.warning(
                            "%d of %d runs saw their %s more than %d times, the first is '%s'; the law takes repeated data for new."
                                    .formatted(
                                            often.size(),
                                            runs.size(),
                                            distinct.name(),
                                            (int) EPOCHS,
                                            often.getFirst()),
                            often));
        }
    }

    /// Of pools a run may see a part only; not every run.
    private Optional<Warning> exceeding(ScalingLaw law, LawVariable unique, LawVariable total) {
        String part = request.variables().getOrDefault(unique.name(), unique.name());
        String whole = request.variables().getOrDefault(total.name(), total.name());
        List<String> more =
                runs.stream()
                        .filter(run -> number(run, part) > number(run, whole))
                        .map(RunValues::key)
                        .toList();
        boolean few = LawChoice.hasLabels(law) && more.size() < runs.size();
        return more.isEmpty() || few
                ? Optional.empty()
                : Optional.of(
                        WarningCode.UNIQUE_EXCEEDS_TOTAL.warning(
                                "%d of %d runs have %s > %s, the first is '%s'."
                                        .formatted(
                                                more.size(),
                                                runs.size(),
                                                part,
                                                whole,
                                                more.getFirst()),
                                more));
    }

    private void conventions(List<Warning> found) {
        if (runs.stream().allMatch(run -> run.tags().isEmpty())) {
            return;
        }
        CONVENTIONS.forEach((code, tags) -> {
            for (String tag : tags) {
                var values = new TreeMap<String, String>();
                for (RunValues run : runs) {
                    String value = run.tags().get(tag);
                    if (value != null) {
                        values.putIfAbsent(value, run.key());
                    }
                }
                if (values.size() > 1) {
                    found.add(
                            code.warning(
                                    "The runs' tag '%s' has %d values: %s."
                                            .formatted(
                                                    tag,
                                                    values.size(),
                                                    String.join(
                                                            ", ",
                                                            values.keySet().stream()
                                                                    .limit(5)
                                                                    .toList())),
                                    values.values().stream().limit(5).toList()));
                }
            }
        });
    }

    private Optional<Warning> lost() {
        List<String> keys =
                runs.stream()
                        .filter(run ->
                                run.status() != null
                                        && LOST.contains(run.status().toLowerCase(Locale.ROOT)))
                        .map(RunValues::key)
                        .toList();
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        WarningCode.DIVERGED_RUNS.warning(
                                "%d runs say by their status that they did not end well, the first is '%s'."
                                        .formatted(keys.size(), keys.getFirst()),
                                keys));
    }

    private Optional<Warning> burnIn() {
        if (!request.points() || runs.isEmpty()) {
            return Optional.empty();
        }
        double[] steps = runs.stream().mapToDouble(run -> number(run, FitRequest.STEP)).toArray();
        double first = java.util.Arrays.stream(steps).min().orElseThrow();
        double last = java.util.Arrays.stream(steps).max().orElseThrow();
        return first >= BURN_IN * last
                ? Optional.empty()
                : Optional.of(
                        WarningCode.BURN_IN_MISSING.warning(
                                "The curves begin at step %.3g of %.3g: warm-up and initialisation are fitted as if the law held there."
                                        .formatted(first, last)));
    }

    /// The first variable of the first role that any has.
    private @Nullable Variable ofRole(String... roles) {
        for (String role : roles) {
            for (Variable variable : experiment.variables()) {
                if (variable.role().name().equals(role)) {
                    return variable;
                }
            }
        }
        return null;
    }

    private static @Nullable LawVariable withRole(ScalingLaw law, String... roles) {
        return law.variables().stream()
                .filter(v -> v.roles().contains(roles[0]) || v.roles().contains(roles[1]))
                .findFirst()
                .orElse(null);
    }

    private static double number(RunValues run, Variable variable) {
        return number(run, variable.name());
    }

    private static double number(RunValues run, String name) {
        return run.variables().get(name) instanceof Double value ? value : Double.NaN;
    }
}
