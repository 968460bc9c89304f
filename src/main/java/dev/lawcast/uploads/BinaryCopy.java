package dev.lawcast.uploads;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/// Rows for PostgreSQL's `COPY … FROM STDIN (FORMAT binary)`: doubles travel as their bits, texts
/// need no escapes. Call [#row], then one method for each column in order; [#finish] at the end.
/// Closed before that, the COPY is cancelled.
public final class BinaryCopy implements AutoCloseable {

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final int FLOAT8 = 701;
    private static final int TEXT = 25;
    private static final int FLUSH_AT = 1 << 16;

    /// 2000-01-01T00:00:00Z, where PostgreSQL's timestamps start.
    private static final long EPOCH_SECOND = 946_684_800;

    private final CopyIn copy;
    private ByteBuffer buffer = ByteBuffer.allocate(2 * FLUSH_AT);

    private BinaryCopy(CopyIn copy) {
        this.copy = copy;
        buffer.put(HEADER);
    }

    /// @param into the table with its columns: `point (run_id, metric_id, step, value)`
    public static BinaryCopy into(Connection connection, String into) throws SQLException {
        return new BinaryCopy(
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy " + into + " from stdin (format binary)"));
    }

    public void row(int columns) throws SQLException {
        if (buffer.position() >= FLUSH_AT) {
            flush();
        }
        room(2).putShort((short) columns);
    }

    public void absent() {
        room(4).putInt(-1);
    }

    public void integer(int value) {
        room(8).putInt(4).putInt(value);
    }

    public void bigint(long value) {
        room(12).putInt(8).putLong(value);
    }

    public void uuid(UUID value) {
        room(20).putInt(16)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits());
    }

    public void number(double value) {
        room(12).putInt(8).putDouble(value);
    }

    public void text(@Nullable String value) {
        if (value == null) {
            absent();
        } else {
            bytes(value.getBytes(StandardCharsets.UTF_8));
        }
    }

    public void jsonb(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        room(5 + bytes.length).putInt(1 + bytes.length).put((byte) 1).put(bytes);
    }

    public void timestamp(@Nullable Instant value) {
        if (value == null) {
            absent();
        } else {
            bigint((value.getEpochSecond() - EPOCH_SECOND) * 1_000_000 + value.getNano() / 1_000);
        }
    }

    /// @param values NaN becomes null
    /// @param length how many of them
    public void numbers(double[] values, int length) {
        ByteBuffer out = room(24 + 12 * length);
        int start = beginArray(out, FLOAT8, length);
        boolean nulls = false;
        for (int i = 0; i < length; i++) {
            if (Double.isNaN(values[i])) {
                out.putInt(-1);
                nulls = true;
            } else {
                out.putInt(8).putDouble(values[i]);
            }
        }
        endArray(out, start, nulls);
    }

    public void texts(@Nullable String[] values, int length) {
        ByteBuffer out = room(24);
        int start = beginArray(out, TEXT, length);
        boolean nulls = false;
        for (int i = 0; i < length; i++) {
            String value = values[i];
            nulls |= value == null;
            text(value);
        }
        endArray(buffer, start, nulls);
    }

    /// Rows that were copied.
    public long finish() throws SQLException {
        room(2).putShort((short) -1);
        flush();
        return copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private static int beginArray(ByteBuffer out, int type, int length) {
        int start = out.position();
        out.putInt(0).putInt(length == 0 ? 0 : 1).putInt(0).putInt(type);
        if (length > 0) {
            out.putInt(length).putInt(1);
        }
        return start;
    }

    private static void endArray(ByteBuffer out, int start, boolean nulls) {
        out.putInt(start, out.position() - start - 4);
        out.putInt(start + 8, nulls ? 1 : 0);
    }

    private void bytes(byte[] bytes) {
        room(4 + bytes.length).putInt(bytes.length).put(bytes);
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int size = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
            buffer = ByteBuffer.allocate(size).put(buffer.flip());
        }
        return buffer;
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
