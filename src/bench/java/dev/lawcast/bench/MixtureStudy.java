package dev.lawcast.bench;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

import dev.lawcast.scaling.mixture.MixtureRuns;
import dev.lawcast.scaling.mixture.PilotCosts;
import dev.lawcast.scaling.transport.Features;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.Sample;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// A measured study of mixtures: `runs.csv`, `splits.csv` and pilot samples in a folder.
///
/// @param mixtures distinct ones, sorted by their shares
record MixtureStudy(Path folder, MixtureRuns runs, List<double[]> mixtures) {

    static MixtureStudy read(Path folder) throws IOException {
        List<NamedCsvRecord> rows = rows(folder.resolve("runs.csv"));
        List<String> columns =
                rows.getFirst().getHeader().stream().filter(c -> c.startsWith("p_")).toList();
        double[][] shares =
                rows.stream()
                        .map(r -> columns.stream().mapToDouble(c -> number(r, c)).toArray())
                        .toArray(double[][]::new);
        var runs =
                new MixtureRuns(
                        columns.stream().map(c -> c.substring(2)).toList(),
                        shares,
                        rows.stream().mapToDouble(r -> number(r, "size")).toArray(),
                        rows.stream().mapToDouble(r -> number(r, "val_accuracy")).toArray());
        var distinct = new ArrayList<double[]>();
        for (double[] p : runs.mixture()) {
            if (distinct.stream().noneMatch(q -> same(p, q))) {
                distinct.add(p);
            }
        }
        distinct.sort(Comparator.comparing(MixtureStudy::rounded, Arrays::compare));
        return new MixtureStudy(folder, runs, distinct);
    }

    private static long[] rounded(double[] p) {
        return Arrays.stream(p).mapToLong(share -> Math.round(1e4 * share)).toArray();
    }

    static boolean same(double[] p, double[] q) {
        return Arrays.equals(rounded(p), rounded(q));
    }

    private static List<NamedCsvRecord> rows(Path file) throws IOException {
        try (var csv = CsvReader.builder().ofNamedCsvRecord(file)) {
            return csv.stream().toList();
        }
    }

    private static double number(NamedCsvRecord row, String column) {
        return Double.parseDouble(row.getField(column));
    }

    int[][] splits() throws IOException {
        return rows(folder.resolve("splits.csv")).stream()
                .map(row ->
                        Arrays.stream(row.getField("order").split(" "))
                                .mapToInt(Integer::parseInt)
                                .toArray())
                .toArray(int[][]::new);
    }

    /// Runs of the first k mixtures of an order, at some sizes.
    MixtureRuns part(int[] order, int k, List<Double> sizes) {
        var kept = new ArrayList<Integer>();
        for (int r = 0; r < runs.size().length; r++) {
            double[] p = runs.mixture()[r];
            if (sizes.contains(runs.size()[r])) {
                for (int m = 0; m < k; m++) {
                    if (same(mixtures.get(order[m]), p)) {
                        kept.add(r);
                    }
                }
            }
        }
        return new MixtureRuns(
                runs.sources(),
                kept.stream().map(r -> runs.mixture()[r]).toArray(double[][]::new),
                kept.stream().mapToDouble(r -> runs.size()[r]).toArray(),
                kept.stream().mapToDouble(r -> runs.metric()[r]).toArray());
    }

    /// The runs' metrics of a mixture at a size.
    double[] metrics(double[] p, double size) {
        var metrics = new ArrayList<Double>();
        for (int r = 0; r < runs.size().length; r++) {
            if (runs.size()[r] == size && same(p, runs.mixture()[r])) {
                metrics.add(runs.metric()[r]);
            }
        }
        return metrics.stream().mapToDouble(Double::doubleValue).toArray();
    }

    double mean(double[] p, double size) {
        return Arrays.stream(metrics(p, size)).average().orElse(Double.NaN);
    }

    PilotCosts costs() throws IOException {
        var sources = new ArrayList<Sample>();
        for (String source : runs.sources()) {
            sources.add(sample("pilot_" + source));
        }
        return new PilotCosts(
                "squared_euclidean",
                sources,
                sample("validation"),
                GroundCost.SQUARED_EUCLIDEAN,
                4_000,
                1,
                () -> false);
    }

    private Sample sample(String name) throws IOException {
        ByteBuffer features = body(name + "_features.npy");
        double[] values = new double[features.remaining() / 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = features.getFloat();
        }
        int rows = body(name + "_labels.npy").remaining() / 4;
        return new Sample(new Features(rows, values.length / rows, values));
    }

    /// What follows the header of a little-endian file of version 1.
    private ByteBuffer body(String file) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file)))
                        .order(ByteOrder.LITTLE_ENDIAN);
        return bytes.position(10 + bytes.getShort(8)).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
