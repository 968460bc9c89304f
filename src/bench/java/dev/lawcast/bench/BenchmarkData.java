package dev.lawcast.bench;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

import dev.lawcast.scaling.fit.Observations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// The runs that benchmarks fit.
final class BenchmarkData {

    private BenchmarkData() {}

    static Observations power() {
        return observations(read(Path.of("bench", "power_30.csv")), "y", "x");
    }

    /// The 240 points of the Chinchilla replication, all but the 5 largest losses.
    static Observations chinchilla() {
        List<NamedCsvRecord> rows =
                read(Path.of("..", "shared", "reference", "chinchilla", "runs.csv")).stream()
                        .sorted(Comparator.comparingDouble(row -> number(row, "loss")))
                        .toList();
        return observations(rows.subList(0, rows.size() - 5), "loss", "parameters", "tokens");
    }

    private static List<NamedCsvRecord> read(Path file) {
        try (var csv = CsvReader.builder().ofNamedCsvRecord(file)) {
            return csv.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Observations observations(List<NamedCsvRecord> rows, String y, String... x) {
        double[][] sizes = new double[x.length][];
        for (int j = 0; j < x.length; j++) {
            sizes[j] = column(rows, x[j]);
        }
        List<String> keys = rows.stream().map(r -> "line " + r.getStartingLineNumber()).toList();
        return new Observations(keys, sizes, column(rows, y), null, null);
    }

    private static double[] column(List<NamedCsvRecord> rows, String name) {
        return rows.stream().mapToDouble(row -> number(row, name)).toArray();
    }

    private static double number(NamedCsvRecord row, String column) {
        return Double.parseDouble(row.getField(column));
    }
}
