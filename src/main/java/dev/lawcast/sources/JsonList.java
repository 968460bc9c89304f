package dev.lawcast.sources;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBodies;
import dev.lawcast.api.Suggestion;
import dev.lawcast.uploads.UploadJson;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.io.Reader;
import java.util.List;

/// A long list in JSON, element by element: `{"features": […]}` or the bare `[…]`.
final class JsonList {

    private JsonList() {}

    /// Reads an element: the parser stands at its first token, and at its last afterwards.
    interface Each {
        void element(JsonParser json, String pointer);
    }

    static void forEach(Reader text, String field, Each each) {
        try (JsonParser json = UploadJson.parser(text)) {
            JsonToken first = json.nextToken();
            if (first == null) {
                throw new ApiException(
                        ErrorCode.EMPTY_BODY,
                        "The body is empty; {\"" + field + "\": […]} is wanted.");
            }
            if (first == JsonToken.START_ARRAY) {
                elements(json, "", each);
            } else if (first == JsonToken.START_OBJECT) {
                inObject(json, field, each);
            } else {
                throw new ApiException(
                        ErrorCode.INVALID_JSON,
                        "The body is neither a list nor an object; {\""
                                + field
                                + "\": […]} is wanted.");
            }
            if (json.nextToken() != null) {
                throw new ApiException(ErrorCode.INVALID_JSON, "There is more after the list.");
            }
        } catch (JacksonException e) {
            throw JsonBodies.invalidJson(e);
        }
    }

    private static void inObject(JsonParser json, String field, Each each) {
        boolean found = false;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            if (!name.equals(field)) {
                throw refusal(
                        "/" + name.replace("~", "~0").replace("/", "~1"),
                        ErrorCode.UNKNOWN_FIELD,
                        "The field '"
                                + InputError.cut(name)
                                + "' is not known here."
                                + Suggestion.didYouMean(name, List.of(field)));
            }
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw refusal("/" + field, ErrorCode.WRONG_TYPE, "'" + field + "' must be a list.");
            }
            found = true;
            elements(json, "/" + field, each);
        }
        if (!found) {
            throw refusal("/" + field, ErrorCode.MISSING, "'" + field + "' is missing.");
        }
    }

    private static void elements(JsonParser json, String pointer, Each each) {
        for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
            each.element(json, pointer + "/" + i);
        }
    }

    private static ApiException refusal(String pointer, ErrorCode code, String message) {
        return new ApiException(
                ErrorCode.INVALID_INPUT,
                message,
                List.of(InputError.at(pointer, null, code, message)),
                1);
    }
}
