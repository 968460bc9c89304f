package dev.lawcast.sources;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.InputErrors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Takes features row by row, checks them, and hands them on in chunks of about 1 MiB: float32 or
/// float64, little-endian, row by row, bit by bit as they came. After the first error it only goes
/// on checking.
///
/// Refused: values that are not finite or beyond ±10¹⁰⁰ (their squares would overflow), no rows,
/// rows of different length, rows that are all the same, and samples in which at least half of the
/// rows repeat another one. Warned of: columns that are constant, fewer repeated rows.
final class FeatureIntake {

    private static final int CHUNK = 1 << 20;
    private static final double LARGEST = 1e100;

    /// Where chunks go.
    interface Sink {
        void chunk(byte[] content, int length);
    }

    /// Names the place of a value in the upload, for an error.
    interface Place {
        InputError error(int row, int column, double value, ErrorCode code, String rule);
    }

    private final SampleLimits limits;
    private final boolean single;
    private final Place place;
    private final Sink sink;
    private final InputErrors errors = new InputErrors();
    private final MessageDigest digest = sha256();

    private int rows;
    private int columns;
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private double[] first = {};
    private boolean[] varies = {};
    private long[] rowHashes = new long[64];

    /// @param single whether the numbers are float32
    FeatureIntake(SampleLimits limits, boolean single, Place place, Sink sink) {
        this.limits = limits;
        this.single = single;
        this.place = place;
        this.sink = sink;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    InputErrors errors() {
        return errors;
    }

    int rows() {
        return rows;
    }

    /// Columns of the rows so far, 0 before the first.
    int columns() {
        return columns;
    }

    /// One more row.
    ///
    /// @param values `length` of them from `offset` on
    void row(double[] values, int offset, int length) {
        if (rows == 0) {
            begin(values, offset, length);
        }
        limits.requireRows(rows + 1L);
        boolean good = check(values, offset);
        if (good && errors.isEmpty()) {
            write(values, offset);
        }
        compare(values, offset);
        rows++;
    }

    /// Counts a row that could not be read; its error is told already.
    void badRow() {
        limits.requireRows(rows + 1L);
        rows++;
    }

    /// @throws ApiException INVALID_INPUT with all that is wrong
    SampleArray end(String readAs) {
        if (rows == 0 && errors.isEmpty()) {
            refuse(ErrorCode.MISSING, "There are no rows. Maybe the file has a header only.");
        }
        errors.throwIfAny();
        var warnings = new ArrayList<SampleArray.Warning>();
        int[] constant = IntStream.range(0, columns).filter(c -> !varies[c]).toArray();
        if (constant.length == columns && rows > 1) {
            refuse(
                    ErrorCode.CONSTANT_FEATURES,
                    "All "
                            + rows
                            + " rows are the same, so they say nothing of a distribution. Maybe the"
                            + " features were taken from a layer that is dead, or never filled in.");
        } else if (constant.length > 0 && rows > 1) {
            warnings.add(constantColumns(constant));
        }
        int repeated = rows - distinctRows();
        if (2 * repeated >= rows && rows > 1) {
            refuse(
                    ErrorCode.DUPLICATE_ROWS,
                    repeated
                            + " of "
                            + rows
                            + " rows repeat another one exactly; fewer than half may. Maybe the"
                            + " sample was drawn with replacement, or a file stands twice in it.");
        } else if (repeated > 0) {
            warnings.add(
                    new SampleArray.Warning(
                            "duplicate_rows",
                            repeated,
                            repeated + " of " + rows + " rows repeat another one exactly."));
        }
        errors.throwIfAny();
        flush();
        return new SampleArray(
                new UUID(0, 0),
                single ? SampleArray.Type.FLOAT32 : SampleArray.Type.FLOAT64,
                readAs,
                rows,
                columns,
                0,
                HexFormat.of().formatHex(digest.digest()),
                List.copyOf(warnings),
                Instant.EPOCH);
    }

    private void begin(double[] values, int offset, int length) {
        limits.requireColumns(length);
        columns = length;
        first = Arrays.copyOfRange(values, offset, offset + length);
        varies = new boolean[length];
        int row = length * (single ? Float.BYTES : Double.BYTES);
        chunk = ByteBuffer.allocate(Math.max(row, CHUNK / row * row));
        chunk.order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Names the first bad value of a row; there may be many.
    private boolean check(double[] values, int offset) {
        for (int c = 0; c < columns; c++) {
            double value = values[offset + c];
            if (!(Math.abs(value) <= LARGEST)) {
                boolean finite = Double.isFinite(value);
                errors.add(
                        place.error(
                                rows,
                                c,
                                value,
                                finite ? ErrorCode.OUT_OF_RANGE : ErrorCode.NOT_FINITE,
                                finite
                                        ? "must be within ±1e100; squared distances would overflow."
                                        : "must be finite. Maybe leave the row out."));
                return false;
            }
        }
        return true;
    }

    private void write(double[] values, int offset) {
        if (!chunk.hasRemaining()) {
            flush();
        }
        for (int c = 0; c < columns; c++) {
            if (single) {
                chunk.putFloat((float) values[offset + c]);
            } else {
                chunk.putDouble(values[offset + c]);
            }
        }
    }

    private void flush() {
        digest.update(chunk.array(), 0, chunk.position());
        sink.chunk(chunk.array(), chunk.position());
        chunk.clear();
    }

    /// Rows are told apart by 64 bits of a hash: among 20,000 of them two different ones are taken
    /// for equal once in 10¹¹ samples.
    private void compare(double[] values, int offset) {
        long hash = 0;
        for (int c = 0; c < columns; c++) {
            double value = values[offset + c] + 0.0; // -0 and 0 are equal
            varies[c] |= value != first[c];
            hash = (hash ^ Double.doubleToLongBits(value)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        if (rows >= rowHashes.length) {
            rowHashes = Arrays.copyOf(rowHashes, 2 * rows);
        }
        rowHashes[rows] = hash;
    }

    private int distinctRows() {
        Arrays.sort(rowHashes, 0, rows);
        int distinct = 1;
        for (int i = 1; i < rows; i++) {
            distinct += rowHashes[i] == rowHashes[i - 1] ? 0 : 1;
        }
        return distinct;
    }

    private SampleArray.Warning constantColumns(int[] constant) {
        String named =
                Arrays.stream(constant)
                        .limit(20)
                        .mapToObj(String::valueOf)
                        .collect(Collectors.joining(", "));
        return new SampleArray.Warning(
                "constant_columns",
                constant.length,
                constant.length
                        + " of "
                        + columns
                        + " columns are the same in every row, counted from 0: "
                        + named
                        + (constant.length > 20 ? ", …" : "")
                        + ".");
    }

    private void refuse(ErrorCode code, String message) {
        errors.add(InputError.at("", null, code, message));
    }
}
