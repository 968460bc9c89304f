package dev.lawcast.runs;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.InputErrors;
import dev.lawcast.api.JsonBodies;
import dev.lawcast.api.Suggestion;
import dev.lawcast.uploads.NdjsonLines;
import dev.lawcast.uploads.UploadJson;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.io.IOException;
import java.io.Reader;
import java.sql.SQLException;
import java.util.List;

/// Reads runs from `{"runs": [{…}, …]}`, or from one object a line.
final class JsonRuns {

    private final RowIntake intake;
    private final RunObject object;

    JsonRuns(RowIntake intake) {
        this.intake = intake;
        this.object = new RunObject(intake);
    }

    /// @param errors for what is wrong outside the runs
    void readDocument(Reader text, InputErrors errors) throws SQLException {
        try (JsonParser json = UploadJson.parser(text)) {
            JsonToken first = json.nextToken();
            if (first == null) {
                throw new ApiException(
                        ErrorCode.EMPTY_BODY, "The body is empty; {\"runs\": […]} is wanted.");
            }
            if (first != JsonToken.START_OBJECT) {
                throw new ApiException(
                        ErrorCode.INVALID_JSON,
                        "The body is "
                                + RunObject.kind(json)
                                + ", must be an object {\"runs\": […]}.");
            }
            boolean found = false;
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                if (name.equals("runs")) {
                    found = true;
                    readList(json, errors);
                } else {
                    errors.add(
                            InputError.at(
                                    "/" + name.replace("~", "~0").replace("/", "~1"),
                                    null,
                                    ErrorCode.UNKNOWN_FIELD,
                                    "The field '"
                                            + InputError.cut(name)
                                            + "' is not known here."
                                            + Suggestion.didYouMean(name, List.of("runs"))));
                    json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw new ApiException(
                        ErrorCode.INVALID_JSON,
                        "After the object there is more. Maybe it is NDJSON: send it as"
                                + " application/x-ndjson.");
            }
            if (!found) {
                errors.add(InputError.at("/runs", null, ErrorCode.MISSING, "'runs' is missing."));
            }
        } catch (JacksonException e) {
            throw JsonBodies.invalidJson(e);
        }
    }

    void readLines(Reader text) throws SQLException, IOException {
        var lines = new NdjsonLines(text);
        boolean any = false;
        while (lines.next()) {
            any = true;
            intake.begin(lines.number());
            try (JsonParser json =
                    UploadJson.parser(lines.buffer(), lines.start(), lines.length())) {
                json.nextToken();
                if (!object.read(json)) {
                    intake.giveUp();
                    continue;
                }
                if (json.nextToken() != null) {
                    unreadable("After the object of line " + lines.number() + " there is more.");
                    continue;
                }
            } catch (JacksonException e) {
                unreadable("Line " + lines.number() + " " + JsonBodies.invalidLine(e));
                continue;
            }
            intake.end();
        }
        if (!any) {
            throw new ApiException(
                    ErrorCode.EMPTY_BODY, "The body is empty; one JSON object a line is wanted.");
        }
    }

    private void unreadable(String message) {
        intake.errors.replace(ErrorCode.INVALID_JSON, message);
        intake.giveUp();
    }

    private void readList(JsonParser json, InputErrors errors) throws SQLException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            errors.add(
                    InputError.at(
                            "/runs",
                            null,
                            ErrorCode.WRONG_TYPE,
                            "'runs' is " + RunObject.kind(json) + ", must be a list."));
            json.skipChildren();
            return;
        }
        for (long index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
            intake.begin(index);
            if (object.read(json)) {
                intake.end();
            } else {
                intake.giveUp();
            }
        }
    }
}
