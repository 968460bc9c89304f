package dev.lawcast.uploads;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The header of a `.npy` file: magic, version, length, and a Python dictionary of exactly `descr`,
/// `fortran_order` and `shape`. Matched by patterns, never evaluated.
///
/// @param dtype as it stands there, without quotes: `<f4`
/// @param kind of element: f, i, u, b (numbers), U, S (text)
/// @param size of an element in NumPy's count: bytes, for U characters of 4 bytes
/// @param columnsFirst Fortran's order
/// @param dataAt where the elements begin in the file
record NpyHeader(
        String dtype,
        char kind,
        int size,
        ByteOrder order,
        boolean columnsFirst,
        int rows,
        int columns,
        long dataAt) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 10_000; // NumPy's own limit
    private static final int LONGEST_TEXT = 10_000;

    private static final Pattern ENTRY =
            Pattern.compile(
                    "\\s*'(\\w{1,20})'\\s*:\\s*('[^']{0,40}'|True|False|\\([\\d\\s,L-]{0,400}\\)|\\[)\\s*(,|(?=\\})|(?<=\\[))");
    private static final Pattern DESCRIPTION = Pattern.compile("'([<>|=]?)([a-zA-Z])(\\d{0,9})'");
    private static final String WANTED =
            "must be floats (f2, f4, f8) or whole numbers (i1 to i8, u1 to u4), such as <f4 or <f8.";

    /// What a number is made of.
    enum Type {
        F2(2) {
            @Override
            double at(ByteBuffer bytes, int at) {
                return Float.float16ToFloat(bytes.getShort(at));
            }
        },
        F4(4) {
            @Override
            double at(ByteBuffer bytes, int at) {
                return bytes.getFloat(at);
            }
        },
        F8(8) {
            @Override
            double at(ByteBuffer bytes, int at) {
                return bytes.getDouble(at);
            }
        },
        I1(1) {
            @Override
            double at(ByteBuffer bytes, int at) {
                return bytes.get(at);
            }
        },
        U1(1) {
            @Override
            double at(ByteBuffer bytes, int at) {
                return bytes.get(at) & 0xff;
            }
        },
        I2(2) {
            @Override
            double at(ByteBuffer bytes, int at) {
                return bytes.getShort(at);
            }
        },
        U2(2) {
            @Override
            double at(ByteBuffer bytes, int at) {
                return bytes.getShort(at) & 0xffff;
            }
        },
        I4(4) {
            @Override
            double at(ByteBuffer bytes, int at) {
                return bytes.getInt(at);
            }
        },
        U4(4) {
            @Override
            double at(ByteBuffer bytes, int at) {
                return bytes.getInt(at) & 0xffffffffL;
            }
        },
        I8(8) {
            @Override
            double at(ByteBuffer bytes, int at) {
                return bytes.getLong(at);
            }
        };

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }

        abstract double at(ByteBuffer bytes, int at);
    }

    /// Reads the file up to its elements.
    ///
    /// @param mostValues rows × columns beyond are refused, before any memory is taken for them
    static NpyHeader read(InputStream body, int mostValues) throws IOException {
        byte[] start = body.readNBytes(8);
        if (start.length == 0) {
            throw new ApiException(
                    ErrorCode.EMPTY_BODY, "The body is empty, a .npy array is wanted.");
        }
        if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
            throw invalid(
                    "The body does not begin with the magic bytes of .npy. Maybe it is text, or the .npz archive of several arrays.");
        }
        int version = start[6];
        if (version < 1 || version > 3 || start[7] != 0) {
            throw invalid(
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
            throw invalid(
                    "The header has "
                            + headerLength
                            + " bytes, at most "
                            + LONGEST_HEADER
                            + " are read.");
        }
        byte[] text = exactly(body, (int) headerLength, "its header");
        return parse(
                new String(
                        text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1),
                mostValues,
                8 + size + headerLength);
    }

    private static byte[] exactly(InputStream body, int bytes, String what) throws IOException {
        byte[] read = body.readNBytes(bytes);
        if (read.length < bytes) {
            throw invalid("The body ends within " + what + ". Maybe the upload broke off.");
        }
        return read;
    }

    private static NpyHeader parse(String text, int mostValues, long dataAt) {
        Map<String, String> entries = entries(text.strip());
        String descr = entries.getOrDefault("descr", "");
        String fortran = entries.getOrDefault("fortran_order", "");
        Matcher description = DESCRIPTION.matcher(descr);
        if (!description.matches()) {
            throw invalid("The dtype is " + descr + ", " + WANTED);
        }
        if (description.group(2).equals("O")) {
            throw invalid(
                    "The dtype is object: such arrays are pickled Python objects, which are never read. Maybe the rows have different lengths; save with dtype float32. Labels are saved with dtype str or int.");
        }
        ByteOrder order =
                description.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        if (!fortran.equals("True") && !fortran.equals("False")) {
            throw invalid("fortran_order is " + fortran + ", must be True or False.");
        }
        List<Long> shape = shape(entries.getOrDefault("shape", ""));
        long rows = shape.getFirst();
        long columns = shape.size() == 1 ? 1 : shape.get(1);
        if (rows > mostValues / columns) {
            throw new ApiException(
                    ErrorCode.BODY_TOO_LARGE,
                    "The shape "
                            + entries.get("shape")
                            + " has more than "
                            + mostValues
                            + " values, the most that are taken.");
        }
        String size = description.group(3);
        return new NpyHeader(
                descr.substring(1, descr.length() - 1),
                description.group(2).charAt(0),
                size.isEmpty() ? 0 : Integer.parseInt(size),
                order,
                fortran.equals("True"),
                (int) rows,
                (int) columns,
                dataAt);
    }

    /// @throws ApiException where the elements are no numbers
    Type numbers() {
        String name = "" + kind + size;
        for (Type type : Type.values()) {
            if (type.name().equals(name.toUpperCase(Locale.ROOT)) && isNumber()) {
                return type;
            }
        }
        throw invalid("The dtype is '" + dtype + "', " + WANTED);
    }

    private boolean isNumber() {
        return kind == 'f' || kind == 'i' || kind == 'u';
    }

    boolean isText() {
        return (kind == 'U' || kind == 'S') && size >= 1 && size <= LONGEST_TEXT;
    }

    /// Bytes of an element.
    int width() {
        return kind == 'U' ? 4 * size : size;
    }

    static ApiException invalid(String detail) {
        return new ApiException(ErrorCode.INVALID_NPY, detail);
    }

    private static Map<String, String> entries(String text) {
        if (!text.startsWith("{") || !text.endsWith("}")) {
            throw invalid("The header is no dictionary: " + InputError.cut(text));
        }
        var entries = new HashMap<String, String>();
        Matcher entry = ENTRY.matcher(text);
        int at = 1;
        while (!text.substring(at).strip().equals("}")) {
            entry.region(at, text.length());
            if (!entry.lookingAt()) {
                throw invalid(
                        "The header cannot be read at: " + InputError.cut(text.substring(at)));
            }
            if (entry.group(2).equals("[")) {
                throw invalid("The dtype has named fields, " + WANTED);
            }
            if (entries.put(entry.group(1), entry.group(2)) != null) {
                throw invalid("The header names '" + entry.group(1) + "' twice.");
            }
            at = entry.end();
        }
        for (String name : List.of("descr", "fortran_order", "shape")) {
            if (!entries.containsKey(name)) {
                throw invalid("The header has no '" + name + "'.");
            }
        }
        if (entries.size() > 3) {
            throw invalid("The header has other entries than descr, fortran_order and shape.");
        }
        return entries;
    }

    private static List<Long> shape(String text) {
        var sizes = new ArrayList<Long>();
        if (text.length() > 2) {
            for (String size : text.substring(1, text.length() - 1).split(",")) {
                String digits = size.strip();
                if (digits.isEmpty()) {
                    continue;
                }
                if (!digits.matches("\\d{1,18}") || Long.parseLong(digits) == 0) {
                    throw invalid(
                            "The shape is "
                                    + text
                                    + ", its sizes must be > 0 and have 18 digits at most.");
                }
                sizes.add(Long.parseLong(digits));
            }
        }
        if (sizes.isEmpty() || sizes.size() > 2) {
            throw invalid(
                    "The shape is "
                            + text
                            + ", must be that of a matrix or a vector. Maybe it is to be reshaped to two dimensions.");
        }
        return sizes;
    }
}
