package dev.lawcast.uploads;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A matrix of numbers from NumPy's `.npy` format, versions 1 to 3: magic, version, length of the
/// header, the header as a Python literal ([NpyHeader]), then the numbers. Floats and whole numbers
/// of 1 to 8 bytes in both byte orders, rows first or columns first; a vector is a matrix of one
/// column. Objects are pickled in the file and never read.
///
/// The shape is believed only as far as bytes come: memory grows with what has been read, and no
/// further than the limit.
///
/// @param values rows × columns, row by row; NaN and infinities stand as they came
public record NpyArray(int rows, int columns, double[] values) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 10_000; // NumPy's own limit
    private static final int PART = 1 << 16;

    /// @param body read to its end
    /// @param mostValues more are refused
    /// @throws ApiException `invalid_npy` where it is none, ends too early or goes on too long;
    ///   `body_too_large` beyond the limit
    public static NpyArray read(InputStream body, int mostValues) throws IOException {
        byte[] start = body.readNBytes(8);
        if (start.length == 0) {
            throw new ApiException(
                    ErrorCode.EMPTY_BODY, "The body is empty, a .npy array is wanted.");
        }
        if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
            throw NpyHeader.invalid(
                    "The body does not begin with the magic bytes of .npy. Maybe it is text, or the .npz archive of several arrays.");
        }
        int version = start[6];
        if (version < 1 || version > 3 || start[7] != 0) {
            throw NpyHeader.invalid(
                    "The version is "
                            + (start[6] & 0xff)
                            + "."
                            + (start[7] & 0xff)
                            + ", must be 1.0, 2.0 or 3.0.");
        }
        int size = version == 1 ? 2 : 4;
        byte[] length = exactly(body, size, "the length of its header");
        ByteBuffer little = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN);
        long headerLength = size == 2 ? little.getShort() & 0xffff : little.getInt() & 0xffffffffL;
        if (headerLength > LONGEST_HEADER) {
            throw NpyHeader.invalid(
                    "The header has "
                            + headerLength
                            + " bytes, at most "
                            + LONGEST_HEADER
                            + " are read.");
        }
        NpyHeader header =
                NpyHeader.parse(
                        new String(
                                exactly(body, (int) headerLength, "its header"),
                                version == 3
                                        ? StandardCharsets.UTF_8
                                        : StandardCharsets.ISO_8859_1),
                        mostValues);
        double[] values = values(body, header);
        return new NpyArray(
                header.rows(),
                header.columns(),
                header.columnsFirst() ? rowsFirst(values, header) : values);
    }

    private static byte[] exactly(InputStream body, int bytes, String what) throws IOException {
        byte[] read = body.readNBytes(bytes);
        if (read.length < bytes) {
            throw NpyHeader.invalid(
                    "The body ends within " + what + ". Maybe the upload broke off.");
        }
        return read;
    }

    private static double[] values(InputStream body, NpyHeader header) throws IOException {
        int total = header.rows() * header.columns();
        int width = header.type().bytes();
        double[] values = new double[Math.min(total, PART)];
        byte[] part = new byte[PART * width];
        int n = 0;
        while (n < total) {
            int wanted = Math.min(PART, total - n);
            int read = body.readNBytes(part, 0, wanted * width);
            if (read < wanted * width) {
                throw NpyHeader.invalid(
                        "The body ends after "
                                + ((long) n * width + read)
                                + " of the "
                                + (long) total * width
                                + " bytes of its shape. Maybe the upload broke off.");
            }
            if (n + wanted > values.length) {
                values = Arrays.copyOf(values, (int) Math.min(total, 2L * values.length));
            }
            ByteBuffer bytes = ByteBuffer.wrap(part).order(header.order());
            for (int i = 0; i < wanted; i++) {
                values[n + i] = header.type().at(bytes, i * width);
            }
            n += wanted;
        }
        if (body.read() >= 0) {
            throw NpyHeader.invalid(
                    "The body goes on after the "
                            + (long) total * width
                            + " bytes of its shape. Maybe it holds several arrays.");
        }
        return values;
    }

    private static double[] rowsFirst(double[] values, NpyHeader header) {
        double[] turned = new double[values.length];
        for (int row = 0; row < header.rows(); row++) {
            for (int column = 0; column < header.columns(); column++) {
                turned[row * header.columns() + column] = values[column * header.rows() + row];
            }
        }
        return turned;
    }
}
