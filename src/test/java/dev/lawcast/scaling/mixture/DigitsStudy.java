package dev.lawcast.scaling.mixture;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

import dev.lawcast.SharedData;
import dev.lawcast.scaling.transport.DigitsMixtures;
import dev.lawcast.scaling.transport.Features;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.Sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// 804 really trained models on 67 mixtures of three sources at five sizes.
final class DigitsStudy {

    static final List<String> SOURCES = List.of("clean", "noisy", "rotated");
    static final ErrorScale ACCURACY = new ErrorScale(true, 1.);
    static final PilotCosts COSTS = costs(300);

    private DigitsStudy() {}

    static MixtureRuns runs() {
        return runs("val_accuracy");
    }

    static MixtureRuns runs(String metric) {
        List<NamedCsvRecord> rows = rows("runs.csv");
        return new MixtureRuns(
                SOURCES,
                rows.stream()
                        .map(row ->
                                SOURCES.stream().mapToDouble(s -> number(row, "p_" + s)).toArray())
                        .toArray(double[][]::new),
                column(rows, "size"),
                column(rows, metric));
    }

    private static double[] column(List<NamedCsvRecord> rows, String name) {
        return rows.stream().mapToDouble(row -> number(row, name)).toArray();
    }

    private static double number(NamedCsvRecord row, String name) {
        return Double.parseDouble(row.getField(name));
    }

    private static List<NamedCsvRecord> rows(String file) {
        try (var csv =
                CsvReader.builder()
                        .ofNamedCsvRecord(SharedData.path(DigitsMixtures.FOLDER + file))) {
            return csv.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The 200 orders of the mixtures, numbered from 0 as they are sorted by their shares.
    static int[][] splits() {
        return rows("splits.csv").stream()
                .map(row ->
                        Arrays.stream(row.getField("order").split(" "))
                                .mapToInt(Integer::parseInt)
                                .toArray())
                .toArray(int[][]::new);
    }

    /// The cells of a size, sorted by their shares.
    static MixtureCells sorted(double size) {
        MixtureCells cells = runs().at(size);
        List<Integer> order =
                IntStream.range(0, cells.cells())
                        .boxed()
                        .sorted((a, b) ->
                                Arrays.compare(
                                        thousandths(cells.mixture()[a]),
                                        thousandths(cells.mixture()[b])))
                        .toList();
        return part(cells, order.stream().mapToInt(Integer::intValue).toArray(), 0, order.size());
    }

    private static long[] thousandths(double[] p) {
        return Arrays.stream(p).mapToLong(share -> Math.round(1000 * share)).toArray();
    }

    static MixtureCells part(MixtureCells cells, int[] order, int from, int to) {
        int[] of = Arrays.copyOfRange(order, from, to);
        return new MixtureCells(
                cells.size(),
                Arrays.stream(of).mapToObj(c -> cells.mixture()[c]).toArray(double[][]::new),
                Arrays.stream(of).mapToObj(c -> cells.metrics()[c]).toArray(double[][]::new));
    }

    /// Runs of the first k mixtures of an order.
    static MixtureRuns runsOf(int[] order, int k, double... sizes) {
        var mixtures = new ArrayList<double[]>();
        var rows = new ArrayList<double[]>();
        for (double size : sizes) {
            MixtureCells cells = part(sorted(size), order, 0, k);
            for (int c = 0; c < k; c++) {
                for (double metric : cells.metrics()[c]) {
                    mixtures.add(cells.mixture()[c]);
                    rows.add(new double[] {size, metric});
                }
            }
        }
        return new MixtureRuns(
                SOURCES,
                mixtures.toArray(double[][]::new),
                rows.stream().mapToDouble(r -> r[0]).toArray(),
                rows.stream().mapToDouble(r -> r[1]).toArray());
    }

    static double[] costs(MixtureCells cells) {
        return Arrays.stream(cells.mixture()).mapToDouble(p -> COSTS.at(p).cost()).toArray();
    }

    /// With only the first points of each sample.
    static PilotCosts costs(int points) {
        return new PilotCosts(
                "squared_euclidean",
                DigitsMixtures.sources().stream().map(s -> part(s, points)).toList(),
                part(DigitsMixtures.validation(), points),
                GroundCost.SQUARED_EUCLIDEAN,
                4_000,
                1,
                () -> false);
    }

    private static Sample part(Sample sample, int points) {
        Features features = sample.features();
        int n = Math.min(points, features.rows());
        return new Sample(features.select(IntStream.range(0, n).toArray()));
    }
}
