package dev.lawcast.scaling.select;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.ReferenceData;
import dev.lawcast.scaling.law.Objective;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Curves of one size that were really measured.
record MeasuredSeries(String name, Observations runs) {

    static final FitSettings POINT_FIT = settings(0);

    static FitSettings settings(int replicates) {
        FitSettings usual = FitSettings.of(Objective.LOG_SQUARED);
        return new FitSettings(
                usual.objective(),
                Map.of(),
                Map.of(),
                List.of(),
                usual.noise(),
                new FitSettings.Bootstrap(replicates, FitSettings.Bootstrap.Unit.RUN, 1),
                usual.level(),
                2);
    }

    /// Error or loss of each learner against the number of samples.
    static List<MeasuredSeries> learningCurves(String metric) {
        return read(
                "measured/learning_curves/runs.csv",
                row -> row.getField("learner"),
                "samples",
                metric);
    }

    /// Loss of each width against samples, and of each number of samples against parameters.
    static List<MeasuredSeries> grid() {
        String file = "measured/size_data_grid/runs.csv";
        var all =
                new ArrayList<>(
                        read(file, row -> "N " + row.getField("parameters"), "samples", "loss"));
        all.addAll(read(file, row -> "D " + row.getField("samples"), "parameters", "loss"));
        return all;
    }

    static List<MeasuredSeries> overtraining() {
        return read(
                "reference/overtraining/runs.csv",
                row -> row.getField("train_dataset") + row.getField("model"),
                "tokens",
                "c4_loss");
    }

    static List<MeasuredSeries> pruned() {
        return read(
                "reference/sparsity/vit_runs.csv",
                row -> row.getField("sparsity") + " " + row.getField("total_examples"),
                "nonzero_params",
                "val_loss");
    }

    static List<MeasuredSeries> read(
            String file, Function<NamedCsvRecord, String> name, String size, String metric) {
        var rows = new TreeMap<String, List<NamedCsvRecord>>();
        try (var csv = CsvReader.builder().ofNamedCsvRecord(ReferenceData.file(file))) {
            csv.stream()
                    .filter(row -> !row.getField(metric).isEmpty())
                    .forEach(row ->
                            rows.computeIfAbsent(name.apply(row), k -> new ArrayList<>()).add(row));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var all = new ArrayList<MeasuredSeries>();
        rows.forEach((key, of) -> {
            double[] x = of.stream().mapToDouble(r -> ReferenceData.number(r, size)).toArray();
            double[] y = of.stream().mapToDouble(r -> ReferenceData.number(r, metric)).toArray();
            List<String> keys = of.stream().map(r -> "line " + r.getStartingLineNumber()).toList();
            all.add(
                    new MeasuredSeries(
                            key, new Observations(keys, new double[][] {x}, y, null, null)));
        });
        return all;
    }

    double[] sizes() {
        return Arrays.stream(runs.x()[0]).distinct().sorted().toArray();
    }

    Observations upTo(double size) {
        int[] kept = IntStream.range(0, runs.size()).filter(i -> runs.x()[0][i] <= size).toArray();
        return new Observations(
                Arrays.stream(kept).mapToObj(runs.keys()::get).toList(),
                new double[][] {Arrays.stream(kept).mapToDouble(i -> runs.x()[0][i]).toArray()},
                Arrays.stream(kept).mapToDouble(i -> runs.y()[i]).toArray(),
                null,
                null);
    }

    double[] metricsAt(double size) {
        return IntStream.range(0, runs.size())
                .filter(i -> runs.x()[0][i] == size)
                .mapToDouble(i -> runs.y()[i])
                .toArray();
    }

    double meanAt(double size) {
        return Arrays.stream(metricsAt(size)).average().orElseThrow();
    }
}
