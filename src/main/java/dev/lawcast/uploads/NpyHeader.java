package dev.lawcast.uploads;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The header of a `.npy` file: a Python dictionary of exactly `descr`, `fortran_order` and
/// `shape`. Matched by patterns, never evaluated.
///
/// @param columnsFirst Fortran's order
record NpyHeader(Type type, ByteOrder order, boolean columnsFirst, int rows, int columns) {

    private static final Pattern ENTRY =
            Pattern.compile(
                    "\\s*'(\\w{1,20})'\\s*:\\s*('[^']{0,40}'|True|False|\\([\\d\\s,L-]{0,400}\\)|\\[)\\s*(,|(?=\\})|(?<=\\[))");
    private static final Pattern DESCRIPTION = Pattern.compile("'([<>|=]?)([a-zA-Z])(\\d{0,9})'");
    private static final String WANTED =
            "must be floats or whole numbers of 1 to 8 bytes, such as <f4 or <f8.";

    /// What a number is made of.
    enum Type {
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
        I4(4) {
            @Override
            double at(ByteBuffer bytes, int at) {
                return bytes.getInt(at);
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

    static NpyHeader parse(String text, int mostValues) {
        Map<String, String> entries = entries(text.strip());
        String descr = entries.getOrDefault("descr", "");
        String fortran = entries.getOrDefault("fortran_order", "");
        Matcher description = DESCRIPTION.matcher(descr);
        if (!description.matches()) {
            throw invalid("The dtype is " + descr + ", " + WANTED);
        }
        if (description.group(2).equals("O")) {
            throw invalid(
                    "The dtype is object: such arrays are pickled Python objects, which are never read. Maybe the rows have different lengths; save with dtype float32.");
        }
        Type type = type(description.group(2) + description.group(3), descr);
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
                            + " numbers, the most that are taken.");
        }
        return new NpyHeader(type, order, fortran.equals("True"), (int) rows, (int) columns);
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

    private static Type type(String name, String described) {
        for (Type type : Type.values()) {
            if (type.name().equalsIgnoreCase(name)) {
                return type;
            }
        }
        throw invalid("The dtype is " + described + ", " + WANTED);
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
                    throw invalid("The shape is " + text + ", its sizes must be > 0.");
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
