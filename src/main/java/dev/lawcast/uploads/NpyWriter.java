package dev.lawcast.uploads;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Arrays in NumPy's `.npy` format, version 1.0, little-endian, rows first.
public final class NpyWriter {

    private static final int ALIGNMENT = 64;

    private NpyWriter() {}

    /// What stands before the elements of a matrix.
    ///
    /// @param dtype as NumPy writes it: `<f4`
    public static byte[] header(String dtype, int rows, int columns) {
        return header(dtype, "(" + rows + ", " + columns + ")");
    }

    /// A vector of int64.
    public static byte[] integers(long[] values) {
        byte[] header = header("<i8", "(" + values.length + ",)");
        ByteBuffer file = file(header, (long) Long.BYTES * values.length);
        for (long value : values) {
            file.putLong(value);
        }
        return file.array();
    }

    /// A vector of texts, each as long as the longest.
    public static byte[] texts(List<String> values) {
        int longest =
                values.stream().mapToInt(v -> v.codePointCount(0, v.length())).max().orElse(1);
        byte[] header = header("<U" + longest, "(" + values.size() + ",)");
        ByteBuffer file = file(header, 4L * longest * values.size());
        for (int i = 0; i < values.size(); i++) {
            file.position(header.length + 4 * longest * i);
            values.get(i).codePoints().forEach(file::putInt);
        }
        return file.array();
    }

    private static byte[] header(String dtype, String shape) {
        String text =
                "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': " + shape + ", }";
        int length = (10 + text.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT - 10;
        String padded = text + " ".repeat(length - text.length() - 1) + "\n";
        return ByteBuffer.allocate(10 + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) length)
                .put(padded.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private static ByteBuffer file(byte[] header, long length) {
        return ByteBuffer.allocate(Math.toIntExact(header.length + length))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(header);
    }
}
