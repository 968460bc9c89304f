package dev.lawcast.uploads;

import java.io.InputStream;
import java.io.Reader;

/// The body of a request, read once, as bytes or as text.
public final class Upload {

    private final UploadFormat format;
    private final InputStream bytes;

    Upload(UploadFormat format, InputStream bytes) {
        this.format = format;
        this.bytes = bytes;
    }

    public UploadFormat format() {
        return format;
    }

    /// The bytes as they came. Throws an [dev.lawcast.api.ApiException] where they are more than
    /// the limit, or end too early.
    public InputStream bytes() {
        return bytes;
    }

    /// The text, a byte order mark removed. Throws an [dev.lawcast.api.ApiException] where it is
    /// not UTF-8 or holds a NUL, with the line.
    public Reader text() {
        return new Utf8Reader(bytes);
    }
}
