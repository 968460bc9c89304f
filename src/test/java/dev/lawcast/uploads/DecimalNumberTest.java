package dev.lawcast.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.Random;

class DecimalNumberTest {

    @Test
    void readsEveryDoubleBackFromItsShortestText() {
        var random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                same(Double.toString(value), value);
            }
        }
    }

    @Test
    void readsDecimalsOfAnyLengthToTheNearestDouble() {
        var random = new Random(2);
        for (int i = 0; i < 100_000; i++) {
            var text = new StringBuilder(random.nextBoolean() ? "-" : "");
            int digits = 1 + random.nextInt(25);
            int point = random.nextInt(digits + 1);
            for (int d = 0; d < digits; d++) {
                text.append(d == point ? "." : "").append(random.nextInt(10));
            }
            if (random.nextBoolean()) {
                text.append(random.nextBoolean() ? "e" : "E").append(random.nextInt(80) - 40);
            }
            // BigDecimal is exact, its doubleValue rounds once
            double value = new BigDecimal(text.toString()).doubleValue();
            same(text.toString(), text.charAt(0) == '-' && value == 0 ? -0.0 : value);
        }
    }

    @Test
    void keepsTheEdgesOfDoubles() {
        same("-0", -0.0);
        same("-0.0e5", -0.0);
        same("4.9e-324", Double.MIN_VALUE);
        same("2.2250738585072011e-308", 2.2250738585072011e-308);
        same("1.7976931348623157e308", Double.MAX_VALUE);
        same("9007199254740993", 9007199254740992.0);
        same("9007199254740992.99999999999999999999", 9007199254740992.0);
        same("18446744073709551616", 0x1p64);
        same("3e-324", Double.MIN_VALUE);
        same("0e-999999999999", 0.0);
        same("0e999999999999", 0.0);
        same("0.000000000000000000000000000000000000000001e42", 1.0);
        same(".5", 0.5);
        same("5.", 5.0);
        same("007", 7.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                ".",
                "-.",
                "e",
                "e5",
                "1e",
                "1e+",
                "1e5.5",
                "--1",
                "+5",
                " 5",
                "5 ",
                "1 000",
                "1,5",
                "1_000",
                "0x1p3",
                "1d",
                "1f",
                "1L",
                "NaN",
                "nan",
                "Infinity",
                "-inf",
                "١٢٣",
                "１２",
                "1e999",
                "-1e309",
                "1e-400",
                "-2e-324",
                "1e-999999999999",
                "1.2.3",
                "5\u00a0",
                "½",
                "5%",
                "1/2",
                "𝟙"
            })
    void refusesWhatIsNoFiniteDecimalNumber(String text) {
        assertThat(DecimalNumber.parse(text)).isNaN();
        assertThat(DecimalNumber.refusal(text).rule()).startsWith("must be");
    }

    private static void same(String text, double value) {
        assertThat(Double.doubleToRawLongBits(DecimalNumber.parse(text)))
                .as(text)
                .isEqualTo(Double.doubleToRawLongBits(value));
    }
}
