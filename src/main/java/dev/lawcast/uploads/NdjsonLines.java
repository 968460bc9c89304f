package dev.lawcast.uploads;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;

/// The lines of a text that are not blank, one at a time in a buffer that is used again.
///
/// ```java
/// while (lines.next()) { parse(lines.buffer(), lines.start(), lines.length(), lines.number()); }
/// ```
public final class NdjsonLines {

    /// Characters that a line may have.
    public static final int LONGEST = 1 << 20;

    private final Reader text;
    private char[] buffer = new char[1 << 16];
    private int filled;
    private int start;
    private int end;
    private int next;
    private long number;
    private boolean ended;

    public NdjsonLines(Reader text) {
        this.text = text;
    }

    /// Moves to the next line that is not blank.
    public boolean next() throws IOException {
        while (advance()) {
            if (!isBlank()) {
                return true;
            }
        }
        return false;
    }

    public char[] buffer() {
        return buffer;
    }

    public int start() {
        return start;
    }

    /// Characters of the line, its end (LF or CRLF) left out.
    public int length() {
        return end - start;
    }

    /// From 1.
    public long number() {
        return number;
    }

    private boolean advance() throws IOException {
        start = next;
        int scanned = start;
        number++;
        while (true) {
            for (int i = scanned; i < filled; i++) {
                if (buffer[i] == '\n') {
                    end = i > start && buffer[i - 1] == '\r' ? i - 1 : i;
                    next = i + 1;
                    return true;
                }
            }
            if (ended) {
                end = filled;
                next = filled;
                return start < filled;
            }
            scanned = filled - start;
            fill();
        }
    }

    private void fill() throws IOException {
        int kept = filled - start;
        if (kept > LONGEST) {
            throw ApiException.inLine(
                    number,
                    ErrorCode.TOO_LONG,
                    "Line "
                            + number
                            + " has more than "
                            + LONGEST
                            + " characters. Maybe the line breaks are missing.");
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, kept);
        } else if (kept == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        start = 0;
        filled = kept;
        int read = text.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            ended = true;
        } else {
            filled += read;
        }
    }

    private boolean isBlank() {
        for (int i = start; i < end; i++) {
            char c = buffer[i];
            if (c != ' ' && c != '\t' && c != '\r') {
                return false;
            }
        }
        return true;
    }
}
