package dev.lawcast.uploads;

import dev.lawcast.api.JsonBodies;

import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

import java.io.Reader;

/// Parsers of large JSON bodies, with the strictness of [JsonBodies#STRICT]. The tokens `NaN` and
/// `Infinity` (Python writes them) come through as numbers that are not finite, so that the reader
/// can name their place.
public final class UploadJson {

    private static final JsonFactory FACTORY =
            JsonBodies.STRICT.rebuild().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private UploadJson() {}

    public static JsonParser parser(Reader text) {
        return FACTORY.createParser(ObjectReadContext.empty(), text);
    }

    public static JsonParser parser(char[] text, int offset, int length) {
        return FACTORY.createParser(ObjectReadContext.empty(), text, offset, length);
    }
}
