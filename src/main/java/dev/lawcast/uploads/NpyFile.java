package dev.lawcast.uploads;

import dev.lawcast.api.ApiException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// A `.npy` file that has come in completely and is read some rows at a time, so that memory is
/// bounded whatever its shape and order of axes. The same formats as [NpyArray], and texts (`U`,
/// `S`). Objects are pickled in the file and never read.
public final class NpyFile {

    private final SpooledBody body;
    private final NpyHeader header;
    private byte[] part = {};

    private NpyFile(SpooledBody body, NpyHeader header) {
        this.body = body;
        this.header = header;
    }

    /// A truth value is a byte of 0 or 1.
    private NpyHeader.Type type() {
        return header.kind() == 'b' ? NpyHeader.Type.U1 : header.numbers();
    }

    /// @param mostValues rows × columns; more are refused
    /// @throws ApiException `invalid_npy` where it is none, ends too early or goes on too long;
    ///   `body_too_large` beyond the limit
    public static NpyFile open(SpooledBody body, int mostValues) throws IOException {
        NpyHeader header = NpyHeader.read(body.bytes(), mostValues);
        var file = new NpyFile(body, header);
        if (!header.isText()) {
            file.type();
        }
        long wanted = (long) header.rows() * header.columns() * header.width();
        long given = body.size() - header.dataAt();
        if (given < wanted) {
            throw NpyHeader.invalid(
                    "The body ends after "
                            + given
                            + " of the "
                            + wanted
                            + " bytes of its shape. Maybe the upload broke off.");
        }
        if (given > wanted) {
            throw NpyHeader.invalid(
                    "The body goes on after the "
                            + wanted
                            + " bytes of its shape. Maybe it holds several arrays.");
        }
        return file;
    }

    public int rows() {
        return header.rows();
    }

    /// 1 for a vector.
    public int columns() {
        return header.columns();
    }

    /// As NumPy writes it: `<f4`.
    public String dtype() {
        return header.dtype();
    }

    /// Whole numbers, signed or not, and truth values.
    public boolean isInteger() {
        return header.kind() == 'i' || header.kind() == 'u' || header.kind() == 'b';
    }

    public boolean isText() {
        return header.isText();
    }

    /// Whether a float32 holds every such number exactly.
    public boolean fitsFloat() {
        return switch (header.kind()) {
            case 'f' -> header.size() <= 4;
            case 'b' -> true;
            default -> header.size() <= 2;
        };
    }

    /// Numbers of some rows, row by row, as they stand in the file: also NaN and infinities.
    ///
    /// @param target of rows × columns values at least
    /// @throws ApiException `invalid_npy` where the elements are no numbers
    public void numbers(int firstRow, int rows, double[] target) throws IOException {
        NpyHeader.Type type = type();
        int columns = header.columns();
        if (!header.columnsFirst()) {
            ByteBuffer bytes = bytes((long) firstRow * columns, rows * columns);
            for (int i = 0; i < rows * columns; i++) {
                target[i] = type.at(bytes, i * type.bytes());
            }
            return;
        }
        for (int column = 0; column < columns; column++) {
            ByteBuffer bytes = bytes((long) column * header.rows() + firstRow, rows);
            for (int row = 0; row < rows; row++) {
                target[row * columns + column] = type.at(bytes, row * type.bytes());
            }
        }
    }

    /// The whole number or text of an element, as text.
    ///
    /// @param index of a vector's element
    public String text(int index) throws IOException {
        ByteBuffer bytes = bytes(index, 1);
        if (isText()) {
            return header.kind() == 'U' ? utf32(bytes, index) : utf8(bytes, index);
        }
        NpyHeader.Type type = type();
        return Long.toString(
                type == NpyHeader.Type.I8 ? bytes.getLong(0) : (long) type.at(bytes, 0));
    }

    private String utf32(ByteBuffer bytes, int index) {
        var text = new StringBuilder();
        int end = header.size();
        while (end > 0 && bytes.getInt(4 * (end - 1)) == 0) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            int point = bytes.getInt(4 * i);
            if (!Character.isValidCodePoint(point)
                    || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                throw NpyHeader.invalid(
                        "Element "
                                + index
                                + " holds "
                                + Integer.toHexString(point)
                                + ", which is no Unicode character. Maybe the byte order is wrong.");
            }
            text.appendCodePoint(point);
        }
        return text.toString();
    }

    private String utf8(ByteBuffer bytes, int index) {
        int end = header.size();
        while (end > 0 && bytes.get(end - 1) == 0) {
            end--;
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes.slice(0, end));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw NpyHeader.invalid(
                    "Element " + index + " is no UTF-8. Maybe save the labels with dtype str.");
        }
    }

    private ByteBuffer bytes(long firstElement, int elements) throws IOException {
        int width = header.width();
        int length = elements * width;
        if (part.length < length) {
            part = new byte[length];
        }
        int read = body.read(header.dataAt() + firstElement * width, part, length);
        if (read < length) {
            throw new IOException("The spooled body lost its end");
        }
        return ByteBuffer.wrap(part, 0, length)
                .order(header.kind() == 'S' ? ByteOrder.BIG_ENDIAN : header.order());
    }
}
