package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/// Every set of real runs with the laws that fit it: the warnings that are right, and no other of
/// severity warning or above. `warnings/measured.csv` holds them with the reasons.
class RightWarningsTest {

    /// @param rows conditions `column=text`, `column<number`, `column<=number` and so on, all of
    ///   which hold, by blanks
    private record Row(
            String set,
            List<String> columns,
            String metric,
            String law,
            String rows,
            List<String> codes,
            String why) {

        static Row of(NamedCsvRecord line) {
            return new Row(
                    line.getField("set"),
                    words(line.getField("columns")),
                    line.getField("metric"),
                    line.getField("law"),
                    line.getField("rows"),
                    words(line.getField("codes")),
                    line.getField("why"));
        }

        private static List<String> words(String text) {
            return Arrays.stream(text.split(" ")).filter(w -> !w.isEmpty()).toList();
        }

        @Override
        public String toString() {
            return law + " " + set.replaceFirst("/[^/]*$", "") + " " + rows + " " + metric;
        }

        List<String> found() {
            boolean pools = set.startsWith("measured/pools");
            ScalingLaw found = LawCatalogue.find(law).orElseThrow();
            Observations runs =
                    pools
                            ? PoolsData.singlePools(metric)
                            : ReferenceData.observations(set, columns, metric, wanted());
            var settings =
                    FitSettings.of(found.defaultObjective())
                            .with(new FitSettings.Bootstrap(0, FitSettings.Bootstrap.Unit.RUN, 1));
            var outcome =
                    Fitter.fit(
                            pools ? found.in(PoolsData.FORM) : found,
                            runs,
                            settings,
                            Progress.NONE);
            return Planted.report(outcome).warnings().stream()
                    .filter(w -> w.severity() != Warning.Severity.INFO)
                    .map(Warning::code)
                    .distinct()
                    .toList();
        }

        private Predicate<NamedCsvRecord> wanted() {
            Predicate<NamedCsvRecord> all = _ -> true;
            for (String condition : words(rows)) {
                String[] parts = condition.split("<=|>=|=|<|>", 2);
                String sign =
                        condition.substring(
                                parts[0].length(), condition.length() - parts[1].length());
                all =
                        all.and(row -> {
                            String value = row.getField(parts[0]);
                            return sign.equals("=")
                                    ? value.equals(parts[1])
                                    : holds(
                                            Double.parseDouble(value),
                                            sign,
                                            Double.parseDouble(parts[1]));
                        });
            }
            return all;
        }

        private static boolean holds(double value, String sign, double limit) {
            return switch (sign) {
                case "<" -> value < limit;
                case "<=" -> value <= limit;
                case ">" -> value > limit;
                case ">=" -> value >= limit;
                default -> throw new IllegalArgumentException(sign);
            };
        }
    }

    static List<Row> table() {
        var stream =
                Objects.requireNonNull(
                        RightWarningsTest.class.getResourceAsStream("/warnings/measured.csv"));
        List<Row> rows = new ArrayList<>();
        try (var csv =
                CsvReader.builder()
                        .fieldSeparator(';')
                        .ofNamedCsvRecord(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            csv.forEach(line -> rows.add(Row.of(line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("table")
    void realRunsGetTheWarningsThatAreRightAndNoOther(Row row) {
        assertThat(row.found()).as(row.why()).containsExactlyInAnyOrderElementsOf(row.codes());
    }

    /// Prints what each row gets now.
    static void main() {
        for (Row row : table()) {
            System.out.println(row + ";" + String.join(" ", row.found()));
        }
    }
}
