package dev.lawcast.sources;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes `.npy` files, good and bad ones.
///
/// @param dtype as in NumPy, with its byte order: `>f4`
record Npy(int version, String dtype, boolean fortran) {

    static final Npy FLOAT = new Npy(1, "<f4", false);
    static final Npy DOUBLE = new Npy(1, "<f8", false);

    /// @param values rows × columns
    byte[] of(double[][] values) {
        int rows = values.length;
        int columns = values[0].length;
        int width = dtype.charAt(2) - '0';
        ByteBuffer data = ByteBuffer.allocate(rows * columns * width).order(order());
        for (int i = 0; i < rows * columns; i++) {
            double value = fortran ? values[i % rows][i / rows] : values[i / columns][i % columns];
            switch (dtype.substring(1)) {
                case "f4" -> data.putFloat((float) value);
                case "f8" -> data.putDouble(value);
                case "f2" -> data.putShort(Float.floatToFloat16((float) value));
                case "i1", "u1" -> data.put((byte) value);
                case "i4" -> data.putInt((int) value);
                case "i8" -> data.putLong((long) value);
                default -> throw new IllegalArgumentException(dtype);
            }
        }
        return file("(" + rows + ", " + columns + ")", data.array());
    }

    byte[] ofIntegers(long... values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * 8).order(order());
        for (long value : values) {
            data.putLong(value);
        }
        return file("(" + values.length + ",)", data.array());
    }

    byte[] ofTexts(int length, String... values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * length * 4).order(order());
        for (int i = 0; i < values.length; i++) {
            data.position(4 * length * i);
            values[i].codePoints().forEach(data::putInt);
        }
        return file("(" + values.length + ",)", data.array());
    }

    byte[] file(String shape, byte[] data) {
        String header =
                "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
                        .formatted(dtype, fortran ? "True" : "False", shape);
        return file(version, header, data);
    }

    static byte[] file(int version, String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        int size = version == 1 ? 2 : 4;
        ByteBuffer file =
                ByteBuffer.allocate(8 + size + text.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            file.putShort((short) text.length);
        } else {
            file.putInt(text.length);
        }
        return file.put(text).put(data).array();
    }

    private ByteOrder order() {
        return dtype.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
