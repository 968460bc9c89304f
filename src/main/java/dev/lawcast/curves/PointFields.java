package dev.lawcast.curves;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.Suggestion;
import dev.lawcast.experiments.Metric;
import dev.lawcast.runs.Run;
import dev.lawcast.uploads.DecimalNumber;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.util.List;

/// The rules of one object of an upload, `{"run": "a", "step": 100, "metrics": {"loss": 2.3}}`,
/// read from a parser and told in full where they are broken. `run` stands there only where the
/// address names none. A metric that is null was not measured.
final class PointFields {

    private static final String RUN = "run";
    private static final String STEP = "step";
    private static final String METRICS = "metrics";

    private final List<Metric> metrics;
    private final @Nullable String runOfAll;
    private final List<String> names;

    /// @param runOfAll the run that the address names, or null
    PointFields(List<Metric> metrics, @Nullable String runOfAll) {
        this.metrics = metrics;
        this.runOfAll = runOfAll;
        this.names = runOfAll == null ? List.of(RUN, STEP, METRICS) : List.of(STEP, METRICS);
    }

    List<Metric> metrics() {
        return metrics;
    }

    @Nullable String runOfAll() {
        return runOfAll;
    }

    /// Reads the value that starts at the parser's current token. The batch gets its points, or
    /// what is wrong.
    void read(JsonParser in, long place, PointBatch batch) {
        new Reading(in, place, batch).object();
    }

    private final class Reading {

        private final JsonParser in;
        private final long place;
        private final PointBatch batch;
        private final int first;
        private @Nullable String run = runOfAll;
        private double step = Double.NaN;
        private boolean good = true;
        private boolean hasStep;
        private boolean hasMetrics;

        Reading(JsonParser in, long place, PointBatch batch) {
            this.in = in;
            this.place = place;
            this.batch = batch;
            this.first = batch.size;
        }

        void object() {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                String given = describe();
                in.skipChildren();
                fail(
                        null,
                        null,
                        ErrorCode.WRONG_TYPE,
                        "A point is " + given + ", must be an object.");
                return;
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                in.nextToken();
                if (!names.contains(name)) {
                    unknownField(name);
                } else if (name.equals(RUN)) {
                    run();
                } else if (name.equals(STEP)) {
                    step();
                } else {
                    metrics();
                }
            }
            finish();
        }

        private void finish() {
            if (run == null && good) {
                missing(RUN);
            }
            if (!hasStep) {
                missing(STEP);
            }
            if (!hasMetrics) {
                missing(METRICS);
            } else if (batch.size == first && good) {
                fail(
                        METRICS,
                        null,
                        ErrorCode.MISSING,
                        "'metrics' holds no value. Maybe the metrics were not measured at this step:"
                                + " leave the point out.");
            }
            if (good && run != null) {
                batch.complete(first, place, run, step);
            } else {
                batch.cut(first);
            }
        }

        private void run() {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                wrongType(RUN, "a text");
                return;
            }
            String given = in.getString();
            if (given.isEmpty() || given.length() > Run.LONGEST_KEY) {
                fail(
                        RUN,
                        given,
                        ErrorCode.OUT_OF_RANGE,
                        "'run' has "
                                + given.length()
                                + " characters, must have 1 to "
                                + Run.LONGEST_KEY
                                + ".");
                return;
            }
            run = given;
        }

        private void step() {
            hasStep = true;
            double given = number(STEP, "The step");
            if (given < 0) {
                fail(
                        STEP,
                        in.getString(),
                        ErrorCode.OUT_OF_RANGE,
                        "The step is " + cut(in.getString()) + ", must be 0 or more.");
            }
            step = given + 0.0; // -0 is the step 0
        }

        private void metrics() {
            hasMetrics = true;
            if (in.currentToken() != JsonToken.START_OBJECT) {
                wrongType(METRICS, "an object");
                return;
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                int metric = indexOf(name);
                in.nextToken();
                if (metric < 0) {
                    in.skipChildren();
                    unknownMetric(name);
                } else if (in.currentToken() != JsonToken.VALUE_NULL) {
                    double value = number(METRICS + "/" + name, "The metric '" + name + "'");
                    if (!Double.isNaN(value) && isWithinBounds(metrics.get(metric), value)) {
                        batch.add(metric, value);
                    }
                }
            }
        }

        private boolean isWithinBounds(Metric metric, double value) {
            if (metric.isWithinBounds(value)) {
                return true;
            }
            Double lower = metric.lowerBound();
            fail(
                    METRICS + "/" + metric.name(),
                    in.getString(),
                    ErrorCode.OUT_OF_RANGE,
                    "The metric '"
                            + metric.name()
                            + "' is "
                            + cut(in.getString())
                            + ", must be "
                            + (lower != null && value < lower
                                    ? "at least " + lower + " (its lower_bound)."
                                    : "at most " + metric.upperBound() + " (its upper_bound).")
                            + (value == 0
                                    ? " Maybe 0 stands for a value that was not measured: leave it"
                                            + " out."
                                    : ""));
            return false;
        }

        /// The number, or NaN (and an error).
        private double number(String field, String thing) {
            JsonToken token = in.currentToken();
            if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
                String given = in.getString();
                double value = DecimalNumber.parse(given);
                if (Double.isNaN(value)) {
                    var refusal = DecimalNumber.refusal(given);
                    fail(
                            field,
                            given,
                            refusal.code(),
                            thing + " is " + cut(given) + ": it " + refusal.rule());
                }
                return value;
            }
            if (token == JsonToken.VALUE_STRING) {
                String given = in.getString();
                fail(
                        field,
                        given,
                        ErrorCode.WRONG_TYPE,
                        thing
                                + " is the text '"
                                + cut(given)
                                + "', must be a number. "
                                + (Double.isNaN(DecimalNumber.parse(given))
                                        ? "Maybe a value that does not exist was written as text:"
                                                + " write null or leave it out."
                                        : "Maybe the quotes are too much."));
            } else {
                wrongType(field, "a number");
            }
            return Double.NaN;
        }

        private int indexOf(String name) {
            for (int i = 0; i < metrics.size(); i++) {
                if (metrics.get(i).name().equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        private void unknownMetric(String name) {
            List<String> known = metrics.stream().map(Metric::name).toList();
            fail(
                    METRICS + "/" + cut(name),
                    name,
                    ErrorCode.UNKNOWN_NAME,
                    "The experiment has no metric '"
                            + cut(name)
                            + "'."
                            + Suggestion.didYouMean(name, known));
        }

        private void unknownField(String name) {
            in.skipChildren();
            fail(
                    cut(name),
                    null,
                    ErrorCode.UNKNOWN_FIELD,
                    "The field '"
                            + cut(name)
                            + "' is not known here."
                            + (name.equals(RUN)
                                    ? " The address names the run already."
                                    : metrics.stream().anyMatch(m -> m.name().equals(name))
                                            ? " Maybe it belongs into \"metrics\"."
                                            : Suggestion.didYouMean(name, names)));
        }

        private void wrongType(String field, String wanted) {
            String given = describe();
            in.skipChildren();
            fail(
                    field,
                    null,
                    ErrorCode.WRONG_TYPE,
                    "'" + field + "' is " + given + ", must be " + wanted + ".");
        }

        private void missing(String field) {
            fail(field, null, ErrorCode.MISSING, "'" + field + "' is missing.");
        }

        private void fail(
                @Nullable String field, @Nullable String value, ErrorCode code, String message) {
            good = false;
            batch.fail(place, field, value, code, message);
        }

        private String describe() {
            return switch (in.currentToken()) {
                case START_ARRAY -> "a list";
                case START_OBJECT -> "an object";
                case VALUE_STRING -> "the text '" + cut(in.getString()) + "'";
                case VALUE_NULL -> "null";
                case null -> "nothing";
                default -> cut(in.getString());
            };
        }

        private static String cut(String text) {
            return String.valueOf(InputError.cut(text));
        }
    }
}
