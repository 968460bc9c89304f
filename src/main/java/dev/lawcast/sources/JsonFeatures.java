package dev.lawcast.sources;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.io.Reader;
import java.util.Arrays;

/// Features from JSON: a list of samples, each a list of numbers. Read to the nearest float64.
final class JsonFeatures {

    private final FeatureIntake intake;
    private final SampleLimits limits;
    private String pointer = "";
    private double[] values = new double[16];

    private JsonFeatures(SampleLimits limits, FeatureIntake.Sink sink) {
        this.limits = limits;
        this.intake =
                new FeatureIntake(
                        limits,
                        false,
                        (row, column, value, code, rule) ->
                                InputError.at(
                                        pointer + "/" + column,
                                        String.valueOf(value),
                                        code,
                                        "Row "
                                                + row
                                                + ", column "
                                                + column
                                                + " (from 0) is "
                                                + value
                                                + ", "
                                                + rule),
                        sink);
    }

    static SampleArray read(Reader text, SampleLimits limits, FeatureIntake.Sink sink) {
        var features = new JsonFeatures(limits, sink);
        JsonList.forEach(text, "features", features::take);
        return features.intake.end("application/json");
    }

    private void take(JsonParser json, String at) {
        pointer = at;
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            bad(at, ErrorCode.WRONG_TYPE, "Row " + intake.rows() + " must be a list of numbers.");
            return;
        }
        int length = 0;
        boolean good = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            boolean number = json.currentToken().isNumeric();
            if (!number && good) {
                good = false;
                bad(
                        at + "/" + length,
                        ErrorCode.NOT_A_NUMBER,
                        "Row " + intake.rows() + ", column " + length + " must be a number.");
            }
            json.skipChildren();
            limits.requireColumns(length + 1L);
            if (length == values.length) {
                values = Arrays.copyOf(values, 2 * length);
            }
            values[length++] = number ? json.getDoubleValue() : 0;
        }
        if (!good) {
            return;
        }
        int wanted = intake.columns() == 0 ? length : intake.columns();
        if (length != wanted || length == 0) {
            bad(
                    at,
                    ErrorCode.MALFORMED_ROW,
                    "Row "
                            + intake.rows()
                            + " has "
                            + length
                            + " numbers, "
                            + (length == 0
                                    ? "at least 1 is wanted."
                                    : "the first has " + wanted + "."));
            return;
        }
        intake.row(values, 0, length);
    }

    private void bad(String at, ErrorCode code, String message) {
        intake.errors().add(InputError.at(at, null, code, message));
        intake.badRow();
    }
}
