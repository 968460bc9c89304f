package dev.lawcast.uploads;

import dev.lawcast.api.ApiException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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

    private static final int PART = 1 << 16;

    /// @param body read to its end
    /// @param mostValues more are refused
    /// @throws ApiException `invalid_npy` where it is none, ends too early or goes on too long;
    ///   `body_too_large` beyond the limit
    public static NpyArray read(InputStream body, int mostValues) throws IOException {
        NpyHeader header = NpyHeader.read(body, mostValues);
        double[] values = values(body, header);
        return new NpyArray(
                header.rows(),
                header.columns(),
                header.columnsFirst() ? rowsFirst(values, header) : values);
    }

    private static double[] values(InputStream body, NpyHeader header) throws IOException {
        int total = header.rows() * header.columns();
        NpyHeader.Type type = header.numbers();
        int width = type.bytes();
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
                values[n + i] = type.at(bytes, i * width);
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
