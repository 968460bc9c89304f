package dev.lawcast.curves;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBodies;
import dev.lawcast.uploads.NdjsonLines;
import dev.lawcast.uploads.UploadFormat;
import dev.lawcast.uploads.UploadJson;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.io.IOException;
import java.io.Reader;

/// Reads an upload part by part.
sealed interface PointReader {

    /// Fills the batch anew.
    ///
    /// @return false where the upload has ended and the batch is empty
    /// @throws ApiException where the upload as a whole cannot be read
    boolean next(PointBatch batch) throws IOException;

    static PointReader of(UploadFormat format, Reader text, PointFields fields) {
        return switch (format) {
            case NDJSON -> new Lines(text, fields);
            case JSON -> new Elements(text, fields);
            case CSV, NPY, ZIP ->
                    throw new IllegalArgumentException("points do not come as " + format);
        };
    }

    /// One object a line.
    final class Lines implements PointReader {

        private final NdjsonLines lines;
        private final PlainLine plain;
        private final PointFields fields;
        private boolean any;

        Lines(Reader text, PointFields fields) {
            this.lines = new NdjsonLines(text);
            this.plain = new PlainLine(fields);
            this.fields = fields;
        }

        @Override
        public boolean next(PointBatch batch) throws IOException {
            batch.clear();
            while (!batch.isFull() && lines.next()) {
                any = true;
                if (!plain.read(
                        lines.buffer(), lines.start(), lines.length(), lines.number(), batch)) {
                    readAny(batch);
                }
            }
            if (!any) {
                throw new ApiException(
                        ErrorCode.EMPTY_BODY,
                        "The body is empty, a line like {\"step\": 1, \"metrics\": {\"loss\": 2.5}}"
                                + " is wanted.");
            }
            return batch.size > 0 || batch.hasErrors();
        }

        private void readAny(PointBatch batch) {
            int first = batch.size;
            try (JsonParser in = UploadJson.parser(lines.buffer(), lines.start(), lines.length())) {
                in.nextToken();
                fields.read(in, lines.number(), batch);
                if (in.nextToken() != null) {
                    malformed(
                            batch,
                            first,
                            "There is more after the object. Maybe a line break is missing.");
                }
            } catch (JacksonException e) {
                malformed(batch, first, "The line " + JsonBodies.invalidLine(e));
            }
        }

        private void malformed(PointBatch batch, int first, String message) {
            batch.cut(first);
            String line = new String(lines.buffer(), lines.start(), Math.min(lines.length(), 100));
            batch.fail(lines.number(), null, line, ErrorCode.INVALID_JSON, message);
        }
    }

    /// One array of objects.
    final class Elements implements PointReader {

        private final JsonParser in;
        private final PointFields fields;
        private long index;
        private boolean started;

        Elements(Reader text, PointFields fields) {
            this.in = UploadJson.parser(text);
            this.fields = fields;
        }

        @Override
        public boolean next(PointBatch batch) {
            batch.clear();
            try {
                if (!started) {
                    start();
                }
                while (!batch.isFull() && in.currentToken() != null) {
                    if (in.nextToken() == JsonToken.END_ARRAY) {
                        end();
                    } else {
                        fields.read(in, index++, batch);
                    }
                }
            } catch (JacksonException e) {
                throw JsonBodies.invalidJson(e);
            }
            return batch.size > 0 || batch.hasErrors();
        }

        private void start() {
            started = true;
            JsonToken token = in.nextToken();
            if (token == null) {
                throw new ApiException(
                        ErrorCode.EMPTY_BODY,
                        "The body is empty, a JSON array of points is wanted.");
            }
            if (token != JsonToken.START_ARRAY) {
                throw new ApiException(
                        ErrorCode.INVALID_JSON,
                        "The body must be a JSON array of points, [{\"step\": 1, \"metrics\":"
                                + " {\"loss\": 2.5}}, …]."
                                + (token == JsonToken.START_OBJECT
                                        ? " Maybe it is NDJSON: then send it as"
                                                + " application/x-ndjson."
                                        : ""));
            }
        }

        private void end() {
            if (in.nextToken() != null) {
                throw new ApiException(
                        ErrorCode.INVALID_JSON, "There is more after the array of points.");
            }
        }
    }
}
