package dev.lawcast.schedules;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.calibration.FrozenForecasts;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Variable;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/// What a schedule tells of, beside its refits themselves.
sealed interface AlertRule {

    List<String> NAMES =
            List.of(
                    "run_outside_interval",
                    "parameter_moved",
                    "target_moved",
                    "calibration_broken",
                    "schedule_failing");

    /// Its name in a schedule, and after `alert.` that of its event.
    String on();

    void write(ObjectNode rule);

    /// A new run that the version before did not expect.
    ///
    /// @param level of the interval for a new run
    record RunOutside(double level) implements AlertRule {

        @Override
        public String on() {
            return "run_outside_interval";
        }

        @Override
        public void write(ObjectNode rule) {
            rule.put("level", level);
        }
    }

    /// A parameter, mostly an exponent, that a refit moved.
    ///
    /// @param by more than so much, in the parameter's unit
    record ParameterMoved(String parameter, double by) implements AlertRule {

        @Override
        public String on() {
            return "parameter_moved";
        }

        @Override
        public void write(ObjectNode rule) {
            rule.put("parameter", parameter);
            rule.put("by", by);
        }
    }

    /// A value of the metric that is reached earlier or later than thought.
    ///
    /// @param given values of the other variables, by the experiment's names
    /// @param byFactor how many times smaller or larger the size has become
    record TargetMoved(
            double value, @Nullable String solveFor, Map<String, Double> given, double byFactor)
            implements AlertRule {

        @Override
        public String on() {
            return "target_moved";
        }

        @Override
        public void write(ObjectNode rule) {
            rule.put("value", value);
            rule.put("solve_for", solveFor);
            ObjectNode others = rule.putObject("given");
            given.forEach(others::put);
            rule.put("by_factor", byFactor);
        }
    }

    /// Fewer frozen forecasts came true than their level promises.
    ///
    /// @param level of the intervals
    /// @param probability of so few by chance, below which the calibration counts as broken
    record CalibrationBroken(double level, double probability) implements AlertRule {

        @Override
        public String on() {
            return "calibration_broken";
        }

        @Override
        public void write(ObjectNode rule) {
            rule.put("level", level);
            rule.put("probability", probability);
        }
    }

    /// @param after so many failures in a row
    record ScheduleFailing(int after) implements AlertRule {

        @Override
        public String on() {
            return "schedule_failing";
        }

        @Override
        public void write(ObjectNode rule) {
            rule.put("after", after);
        }
    }

    /// Reads a rule; null (and an error) where it is none.
    ///
    /// @param parameters of the law, empty where they are not known yet
    static @Nullable AlertRule read(JsonBody body, Experiment experiment, List<String> parameters) {
        if (!body.has("on")) {
            body.missing("on");
            return null;
        }
        String on = body.oneOf("on", NAMES);
        return switch (on == null ? "" : on) {
            case "run_outside_interval" -> {
                body.allow("on", "level");
                yield new RunOutside(number(body, "level", .99, .5, .9999));
            }
            case "parameter_moved" -> {
                body.allow("on", "parameter", "by");
                String name = body.requiredText("parameter", 200);
                checkParameter(body, name, parameters);
                yield new ParameterMoved(name, required(body, "by", Double.MIN_VALUE));
            }
            case "target_moved" -> {
                body.allow("on", "value", "solve_for", "given", "by_factor");
                String solveFor = body.text("solve_for", 200);
                checkVariable(body, "solve_for", solveFor, experiment);
                JsonBody given = body.object("given");
                if (given != null) {
                    given.names().forEach(name -> checkVariable(given, name, name, experiment));
                }
                yield new TargetMoved(
                        required(body, "value", Double.NEGATIVE_INFINITY),
                        solveFor,
                        given == null ? Map.of() : given.numbers(),
                        number(body, "by_factor", 1.5, Math.nextUp(1.), 1e9));
            }
            case "calibration_broken" -> {
                body.allow("on", "level", "probability");
                double level = number(body, "level", .9, .5, .99);
                if (!FrozenForecasts.LEVELS.contains(level)) {
                    body.fail(
                            "level",
                            String.valueOf(level),
                            ErrorCode.OUT_OF_RANGE,
                            "'level' is %s; forecasts are kept at %s."
                                    .formatted(level, FrozenForecasts.LEVELS));
                }
                yield new CalibrationBroken(level, number(body, "probability", .05, 1e-9, .5));
            }
            case "schedule_failing" -> {
                body.allow("on", "after");
                Long after = body.integer("after", 1, 1_000);
                yield new ScheduleFailing(after == null ? 3 : after.intValue());
            }
            default -> null;
        };
    }

    private static double required(JsonBody body, String name, double least) {
        if (!body.has(name)) {
            body.missing(name);
        }
        return number(body, name, 1, least, Double.MAX_VALUE);
    }

    private static double number(
            JsonBody body, String name, double otherwise, double least, double most) {
        Double given = body.number(name);
        if (given == null) {
            return otherwise;
        }
        if (!(given >= least && given <= most)) {
            body.fail(
                    name,
                    given.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'%s' is %s, must be %s."
                            .formatted(
                                    name,
                                    given,
                                    least == Double.MIN_VALUE
                                            ? "> 0"
                                            : least > 1 ? "> 1" : "from " + least + " to " + most));
        }
        return given;
    }

    private static void checkParameter(JsonBody body, String name, List<String> parameters) {
        boolean known =
                parameters.isEmpty()
                        || parameters.stream()
                                .anyMatch(p ->
                                        p.equals(name)
                                                || name.endsWith("]")
                                                        && name.startsWith(
                                                                p.split("\\[")[0] + "["));
        if (!known && !name.isEmpty()) {
            body.fail(
                    "parameter",
                    name,
                    ErrorCode.UNKNOWN_NAME,
                    "The law has no parameter '%s'; it has %s.%s"
                            .formatted(
                                    InputError.cut(name),
                                    String.join(", ", parameters),
                                    Suggestion.didYouMean(name, parameters)));
        }
    }

    private static void checkVariable(
            JsonBody body, String field, @Nullable String name, Experiment experiment) {
        List<String> known = experiment.variables().stream().map(Variable::name).toList();
        if (name != null && !known.contains(name)) {
            body.fail(
                    field,
                    name,
                    ErrorCode.UNKNOWN_NAME,
                    "The experiment has no variable '%s'; it has %s.%s"
                            .formatted(
                                    InputError.cut(name),
                                    String.join(", ", known),
                                    Suggestion.didYouMean(name, known)));
        }
    }
}
