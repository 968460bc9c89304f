package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Tables outside the project, next to it in `../shared`. Where they are absent, tests that need
/// them are skipped; on CI (`CI=true`) they fail.
public final class ReferenceData {

    private static final Path SHARED = Path.of("..", "shared");

    private ReferenceData() {}

    /// @param path below `../shared`, `reference/chinchilla/runs.csv`
    public static Path file(String path) {
        Path file = SHARED.resolve(path);
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            assertThat(file).as("reference data, demanded by CI=true").exists();
        }
        assumeTrue(Files.exists(file), () -> "skipped: no reference data at " + file);
        return file;
    }

    /// Rows of a CSV file as observations, the key being the row's number.
    public static Observations observations(
            String path, List<String> x, String y, Predicate<NamedCsvRecord> wanted) {
        List<NamedCsvRecord> rows = new ArrayList<>();
        try (var csv = CsvReader.builder().ofNamedCsvRecord(file(path))) {
            csv.stream().filter(wanted).forEach(rows::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        double[][] sizes = new double[x.size()][];
        for (int j = 0; j < sizes.length; j++) {
            sizes[j] = column(rows, x.get(j));
        }
        List<String> keys = rows.stream().map(r -> "line " + r.getStartingLineNumber()).toList();
        return new Observations(keys, sizes, column(rows, y), null, null);
    }

    /// The 240 points of the replication: the 5 largest losses of the file are left out.
    public static Observations chinchilla() {
        return observations(
                "reference/chinchilla/runs.csv",
                List.of("parameters", "tokens"),
                "loss",
                row -> number(row, "loss") < 3.44);
    }

    public static double number(NamedCsvRecord row, String column) {
        return Double.parseDouble(row.getField(column));
    }

    private static double[] column(List<NamedCsvRecord> rows, String name) {
        return rows.stream().mapToDouble(r -> number(r, name)).toArray();
    }
}
