package dev.lawcast.curves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.experiments.Metric;
import dev.lawcast.uploads.UploadFormat;
import dev.lawcast.uploads.UploadJson;

import org.junit.jupiter.api.Test;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

import java.util.List;
import java.util.Random;

/// Whatever the quick reader takes, the general one takes too, and with the same bits.
class PlainLineTest {

    private static final List<Metric> METRICS =
            List.of(metric(1, "loss"), metric(2, "accuracy"), metric(3, "größe"));
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "12",
        "-7",
        "0.5",
        "2.3",
        "100",
        "1e3",
        "1E-3",
        "2.5e+10",
        "4.9e-324",
        "1e308",
        "1.7976931348623157e308",
        "2.3456789012345678",
        "0.1",
        "9007199254740993",
        "123456789012345678901",
        "0.000001234567890123456789",
        "1e22",
        "1e23",
        "8.41e21",
        "2.2250738585072011e-308",
        "3.0",
        "-1.5"
    };
    private static final String[] BROKEN = {
        "",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "01",
        "1.",
        ".5",
        "+1",
        "-",
        "1e",
        "1e999",
        "NaN",
        "-Infinity",
        "null",
        "true",
        "\"1\"",
        "[1]",
        "{}",
        "\\u0061",
        "\t",
        " ",
        "\r",
        "\u0001",
        "é",
        "😀",
        "0x10",
        "1d",
        "//"
    };

    @Test
    void plainLinesOfAnyLookAreTakenQuickly() {
        for (String line :
                new String[] {
                    "{\"run\":\"a\",\"step\":1,\"metrics\":{\"loss\":2}}",
                    " { \"metrics\" : { \"accuracy\" : 0.5 , \"loss\" : 2 } , \"step\" : 1e2 , \"run\" : \"ä b\" } ",
                    "{\"step\":-0,\"run\":\"a\",\"metrics\":{\"größe\":-1.5}}\t",
                }) {
            assertThat(quick(line, new PointBatch(UploadFormat.NDJSON))).as(line).isTrue();
            assertSame(line);
        }
    }

    @Test
    void randomLinesAreReadAsTheGeneralReaderDoes() {
        var random = new Random(20);
        int quick = 0;
        for (int i = 0; i < 50_000; i++) {
            quick += assertSame(line(random, i % 2 == 0 ? 0 : .05)) ? 1 : 0;
        }
        assertThat(quick).isBetween(15_000, 49_000); // both ways were tried
    }

    @Test
    void linesWithOneCharacterChangedAreReadAsTheGeneralReaderDoes() {
        var random = new Random(21);
        String alphabet = "{}[]:,\"\\ \t0123456789.eE+-NaInfrustepmcloy\u0000é";
        for (int i = 0; i < 50_000; i++) {
            var line = new StringBuilder(line(random, 0));
            int at = random.nextInt(line.length());
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(3)) {
                case 0 -> line.setCharAt(at, c);
                case 1 -> line.insert(at, c);
                default -> line.deleteCharAt(at);
            }
            assertSame(line.toString());
        }
    }

    /// Whether the quick reader took the line.
    private static boolean assertSame(String line) {
        var quick = new PointBatch(UploadFormat.NDJSON);
        boolean taken = quick(line, quick);
        if (!taken) {
            assertThat(quick.size).as(line).isZero();
            return false;
        }
        var general = new PointBatch(UploadFormat.NDJSON);
        assertThat(general(line, general)).as(line).isTrue();
        assertThat(quick.size).as(line).isEqualTo(general.size);
        for (int i = 0; i < quick.size; i++) {
            assertThat(quick.place[i]).isEqualTo(general.place[i]);
            assertThat(quick.run[i]).as(line).isEqualTo(general.run[i]);
            assertThat(quick.metric[i]).as(line).isEqualTo(general.metric[i]);
            assertThat(bits(quick.step[i])).as(line).isEqualTo(bits(general.step[i]));
            assertThat(bits(quick.value[i])).as(line).isEqualTo(bits(general.value[i]));
        }
        return true;
    }

    private static boolean quick(String line, PointBatch batch) {
        char[] text = ("junk" + line + "}}\n").toCharArray();
        return new PlainLine(new PointFields(METRICS, null)).read(text, 4, line.length(), 7, batch);
    }

    private static boolean general(String line, PointBatch batch) {
        try (JsonParser in = UploadJson.parser(line.toCharArray(), 0, line.length())) {
            in.nextToken();
            new PointFields(METRICS, null).read(in, 7, batch);
            return in.nextToken() == null && !batch.hasErrors();
        } catch (JacksonException e) {
            return false;
        }
    }

    private static String line(Random random, double broken) {
        var metrics = new StringBuilder("{");
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            metrics.append(i == 0 ? "" : ",").append(blank(random)).append('"');
            metrics.append(METRICS.get((i + random.nextInt(2)) % 3).name()).append('"');
            metrics.append(blank(random)).append(':').append(number(random, broken));
        }
        metrics.append('}');
        String[] fields = {
            "\"run\":" + blank(random) + "\"run-" + random.nextInt(20) + "\"",
            "\"step\":" + number(random, broken),
            "\"metrics\":" + metrics
        };
        int first = random.nextInt(3);
        int second = (first + 1 + random.nextInt(2)) % 3;
        return blank(random)
                + "{"
                + fields[first]
                + ","
                + blank(random)
                + fields[second]
                + ","
                + fields[3 - first - second]
                + blank(random)
                + "}"
                + (random.nextDouble() < broken ? BROKEN[random.nextInt(BROKEN.length)] : "");
    }

    private static String number(Random random, double broken) {
        if (random.nextDouble() < broken) {
            return BROKEN[random.nextInt(BROKEN.length)];
        }
        return switch (random.nextInt(4)) {
            case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 1 -> Integer.toString(random.nextInt(1_000_000));
            case 2 -> Double.toString(random.nextGaussian());
            default ->
                    Double.toString(
                            Math.abs(Double.longBitsToDouble(random.nextLong() & ~(1L << 62))));
        };
    }

    private static String blank(Random random) {
        return random.nextInt(4) == 0 ? " " : "";
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static Metric metric(int position, String name) {
        return new Metric(position, position, name, Metric.Direction.MINIMIZE, null, null, null);
    }
}
