package dev.lawcast.scaling.fit;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

import dev.lawcast.scaling.law.LawForm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The measured pools of `../shared/measured/pools_repetition`: 462 small networks trained on four
/// pools of different quality and on unions of them.
public final class PoolsData {

    public static final double UNIQUE = 500;

    public static final LawForm FORM = new LawForm(0, List.of("A", "B", "C", "D"));

    private PoolsData() {}

    public static Observations singlePools(String metric) {
        return rows(metric, row -> !row.getField("pool").contains("+"));
    }

    public static Observations unions(String metric) {
        return rows(metric, row -> row.getField("pool").contains("+"));
    }

    public static Observations rows(String metric, Predicate<NamedCsvRecord> wanted) {
        List<NamedCsvRecord> rows = new ArrayList<>();
        var file = ReferenceData.file("measured/pools_repetition/runs.csv");
        try (var csv = CsvReader.builder().ofNamedCsvRecord(file)) {
            csv.stream().filter(wanted).forEach(rows::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        double[][] x = new double[3][rows.size()];
        double[] y = new double[rows.size()];
        var keys = new ArrayList<String>();
        for (int i = 0; i < y.length; i++) {
            NamedCsvRecord row = rows.get(i);
            x[0][i] = ReferenceData.number(row, "samples_seen");
            x[1][i] = ReferenceData.number(row, "unique_samples");
            x[2][i] = code(row.getField("pool"));
            y[i] = ReferenceData.number(row, metric);
            keys.add(row.getField("key"));
        }
        return new Observations(keys, x, y, null, null);
    }

    /// `A+C` is the union of A and C.
    public static double code(String union) {
        double code = 0;
        for (String pool : union.split("\\+")) {
            code += FORM.code(pool);
        }
        return code;
    }
}
