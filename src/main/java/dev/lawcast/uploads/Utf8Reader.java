package dev.lawcast.uploads;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Decodes UTF-8 strictly: no replacement characters, no NUL (PostgreSQL keeps none, and no text
/// file has one). Drops a byte order mark at the start.
final class Utf8Reader extends Reader {

    private final InputStream body;
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).limit(0);
    private String likely = "a binary file";
    private long line = 1;
    private char waiting;
    private boolean started;
    private boolean ended;

    Utf8Reader(InputStream body) {
        this.body = body;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (waiting != 0) {
            target[offset] = waiting;
            waiting = 0;
            return 1;
        }
        CharBuffer chars = CharBuffer.wrap(target, offset, length).slice();
        while (chars.position() == 0) {
            CoderResult result = decoder.decode(bytes, chars, ended);
            if (result.isError()) {
                inspect(target, offset, chars.position());
                throw refusal("is not UTF-8", likely);
            }
            if (chars.position() > 0) {
                break;
            }
            if (ended) {
                return -1;
            }
            if (result.isOverflow()) {
                return readPair(target, offset);
            }
            fill();
        }
        int read = chars.position();
        if (!started) {
            started = true;
            if (target[offset] == '\uFEFF') {
                System.arraycopy(target, offset + 1, target, offset, read - 1);
                read--;
                if (read == 0) {
                    return read(target, offset, length);
                }
            }
        }
        inspect(target, offset, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }

    /// A character of two units for a target of one: the second waits for the next call.
    private int readPair(char[] target, int offset) {
        CharBuffer pair = CharBuffer.allocate(2);
        decoder.decode(bytes, pair, ended);
        started = true;
        target[offset] = pair.get(0);
        waiting = pair.get(1);
        return 1;
    }

    private void fill() throws IOException {
        bytes.compact();
        int read = body.read(bytes.array(), bytes.position(), bytes.remaining());
        if (read < 0) {
            ended = true;
        } else {
            bytes.position(bytes.position() + read);
        }
        bytes.flip();
        if (!started) {
            likely = guess();
        }
    }

    private void inspect(char[] target, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            char c = target[i];
            if (c == '\n') {
                line++;
            } else if (c == 0) {
                boolean binary = likely.startsWith("Latin");
                throw refusal("holds a NUL character", binary ? "a binary file or UTF-16" : likely);
            }
        }
    }

    private ApiException refusal(String what, String cause) {
        return ApiException.inLine(
                line,
                ErrorCode.INVALID_ENCODING,
                "Line " + line + " " + what + ". Maybe the body is " + cause + ".");
    }

    private String guess() {
        int a = at(0);
        int b = at(1);
        if (a == 0xff && b == 0xfe || a == 0xfe && b == 0xff || a == 0 ^ b == 0) {
            return "UTF-16";
        }
        if (a == 0x1f && b == 0x8b) {
            return "compressed with gzip";
        }
        if (a == 'P' && b == 'K') {
            return "a ZIP file or an Excel workbook";
        }
        return a >= ' ' || a == '\n' || a == '\r' || a == '\t'
                ? "Latin-1 or Windows-1252"
                : "a binary file";
    }

    private int at(int index) {
        return index < bytes.limit() ? bytes.get(index) & 0xff : -1;
    }
}
