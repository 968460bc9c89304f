package dev.lawcast.uploads;

import dev.lawcast.api.ErrorCode;

import tools.jackson.core.io.NumberInput;

import java.util.regex.Pattern;

/// Reads a decimal number to the nearest double, to the bit. The grammar is stricter than
/// [Double#parseDouble]'s (no blanks, no `NaN`, no `0x1p3`, no `1d`):
///
/// ```
/// -? (digits [. digits?] | . digits) ([eE] [+-]? digits)?     with ASCII digits
/// ```
public final class DecimalNumber {

    /// Characters that a number may have; the smallest double written out has some 1,075.
    public static final int LONGEST = 1_100;

    private static final int LARGEST_EXACT_POWER = 22;
    private static final double[] POWERS = powers();

    private static final Pattern COMMA = Pattern.compile("-?\\d+,\\d+([eE][+-]?\\d+)?");
    private static final Pattern THOUSANDS =
            Pattern.compile("-?\\d{1,3}([ ,._']\\d{3})+(\\.\\d*)?");
    private static final Pattern INFINITE =
            Pattern.compile("[+-]?(nan|inf|infinity|∞)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ABSENT =
            Pattern.compile("n/?a|null|none|nil|-+|\\?|\\.", Pattern.CASE_INSENSITIVE);
    private static final Pattern UNIT =
            Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?\\s*[\\p{L}%µ]+\\.?");

    private DecimalNumber() {}

    /// Why a text is no number.
    ///
    /// @param rule the end of a sentence: "must be …", with the likely cause
    public record Refusal(ErrorCode code, String rule) {}

    public static double parse(String text) {
        return parse(text.toCharArray(), 0, text.length());
    }

    /// The number, or NaN where the text is none, is not finite, or is not 0 but nearer to it than
    /// to any other double; [#refusal] then says why.
    public static double parse(char[] text, int offset, int length) {
        int end = offset + length;
        int at = offset;
        boolean negative = at < end && text[at] == '-';
        if (negative) {
            at++;
        }
        long digits = 0;
        int significant = 0;
        int exponent = 0;
        int seen = 0;
        boolean fraction = false;
        for (; at < end; at++) {
            char c = text[at];
            if (c >= '0' && c <= '9') {
                seen++;
                if (significant > 0 || c != '0') {
                    significant++;
                }
                if (significant <= 18) {
                    digits = 10 * digits + (c - '0');
                }
                if (fraction) {
                    exponent--;
                }
            } else if (c == '.' && !fraction) {
                fraction = true;
            } else {
                break;
            }
        }
        if (seen == 0 || length > LONGEST) {
            return Double.NaN;
        }
        if (at < end) {
            if ((text[at] | 0x20) != 'e') {
                return Double.NaN;
            }
            at++;
            boolean less = at < end && text[at] == '-';
            if (at < end && (text[at] == '-' || text[at] == '+')) {
                at++;
            }
            int written = 0;
            int first = at;
            for (; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
                written = Math.min(10 * written + (text[at] - '0'), 1_000_000);
            }
            if (at == first || at < end) {
                return Double.NaN;
            }
            exponent += less ? -written : written;
        }
        if (significant <= 15 && Math.abs(exponent) <= LARGEST_EXACT_POWER) {
            // digits and power are both exact doubles, so one operation rounds correctly
            double value = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
            return negative ? -value : value;
        }
        // correctly rounded too, several times faster than Double.parseDouble for long fractions
        double value = NumberInput.parseDouble(text, offset, length, true);
        boolean underflow = value == 0 && significant > 0;
        return Double.isInfinite(value) || underflow ? Double.NaN : value;
    }

    /// Why [#parse] gave NaN for this text.
    public static Refusal refusal(String text) {
        if (INFINITE.matcher(text.strip()).matches()) {
            return new Refusal(
                    ErrorCode.NOT_FINITE,
                    "must be a finite number. Maybe the run diverged: leave the value out.");
        }
        if (text.length() > LONGEST) {
            return new Refusal(
                    ErrorCode.NOT_A_NUMBER,
                    "must be a number; it has " + text.length() + " characters.");
        }
        if (looksDecimal(text) && Double.parseDouble(text) == 0) {
            return new Refusal(
                    ErrorCode.OUT_OF_RANGE,
                    "must be 0 or within the doubles (from about 4.9e-324). Maybe its exponent is"
                            + " wrong.");
        }
        if (looksDecimal(text)) {
            return new Refusal(
                    ErrorCode.NOT_FINITE, "must be within the doubles (up to about 1.8e308).");
        }
        return new Refusal(ErrorCode.NOT_A_NUMBER, "must be a number." + cause(text));
    }

    private static boolean looksDecimal(String text) {
        return text.matches("-?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    }

    private static String cause(String text) {
        if (!text.equals(text.strip())) {
            return " Maybe the blanks around it are too much.";
        }
        if (THOUSANDS.matcher(text).matches()) {
            return " Maybe it has separators between thousands, or a decimal comma.";
        }
        if (COMMA.matcher(text).matches()) {
            return " Maybe it has a decimal comma: write a point.";
        }
        if (ABSENT.matcher(text).matches()) {
            return " Maybe it stands for a missing value: leave it out.";
        }
        if (text.startsWith("+")) {
            return " Maybe the plus sign is too much.";
        }
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return " Maybe it is hexadecimal: write it as a decimal.";
        }
        if (UNIT.matcher(text).matches()) {
            return " Maybe it has a unit: write the bare number.";
        }
        if (!text.isEmpty() && text.codePoints().allMatch(Character::isDigit)) {
            return " Maybe its digits are not 0 to 9.";
        }
        return "";
    }

    private static double[] powers() {
        double[] powers = new double[LARGEST_EXACT_POWER + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }
}
