package dev.lawcast.uploads;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import java.io.IOException;
import java.io.InputStream;

/// Counts the bytes of a body and refuses the first one beyond the limit.
final class LimitedStream extends InputStream {

    private final InputStream body;
    private final long most;
    private long count;

    LimitedStream(InputStream body, long most) {
        this.body = body;
        this.most = most;
    }

    static ApiException tooLarge(long most) {
        return new ApiException(
                ErrorCode.BODY_TOO_LARGE,
                "The body has more than "
                        + most
                        + " bytes, the most that is taken at once. Maybe split it: several"
                        + " uploads add up.");
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int read;
        try {
            read = body.read(target, offset, length);
        } catch (IOException e) {
            var refusal =
                    new ApiException(
                            ErrorCode.INCOMPLETE_BODY,
                            "The body ended before it was complete. Maybe the connection broke.");
            refusal.initCause(e);
            throw refusal;
        }
        if (read > 0 && (count += read) > most) {
            throw tooLarge(most);
        }
        return read;
    }
}
