package dev.lawcast.sources;

import de.siegmar.fastcsv.reader.CsvRecord;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.uploads.DecimalNumber;

import java.io.Reader;
import java.util.List;
import java.util.stream.IntStream;

/// Features from CSV: a sample a line, a feature a column, with or without a header. Numbers are
/// read to the nearest float64.
final class CsvFeatures {

    private final CsvCells.Header header;
    private final FeatureIntake intake;
    private double[] values = {};
    private boolean started;
    private long line;

    private CsvFeatures(CsvCells.Header header, SampleLimits limits, FeatureIntake.Sink sink) {
        this.header = header;
        this.intake =
                new FeatureIntake(
                        limits,
                        false,
                        (row, column, value, code, rule) ->
                                inLine(line, column, String.valueOf(value), code, rule),
                        sink);
    }

    static SampleArray read(
            Reader text, CsvCells.Header header, SampleLimits limits, FeatureIntake.Sink sink) {
        var features = new CsvFeatures(header, limits, sink);
        CsvCells.forEach(
                text,
                record -> {
                    limits.requireColumns(record.getFieldCount());
                    features.take(record);
                });
        if (!features.started) {
            throw new ApiException(
                    ErrorCode.EMPTY_BODY, "The body is empty; a sample a line is wanted.");
        }
        return features.intake.end("text/csv");
    }

    private void take(CsvRecord record) {
        boolean first = !started;
        started = true;
        if (first && isHeader(record.getFields())) {
            values = new double[record.getFieldCount()];
            return;
        }
        if (values.length == 0) {
            values = new double[record.getFieldCount()];
        }
        line = record.getStartingLineNumber();
        if (record.getFieldCount() != values.length) {
            intake.errors()
                    .add(
                            InputError.inLine(
                                    line,
                                    null,
                                    null,
                                    ErrorCode.MALFORMED_ROW,
                                    "Line "
                                            + line
                                            + " has "
                                            + record.getFieldCount()
                                            + " cells, the first has "
                                            + values.length
                                            + ". Maybe the line was cut."));
            intake.badRow();
            return;
        }
        for (int c = 0; c < values.length; c++) {
            String cell = record.getField(c).strip();
            values[c] = DecimalNumber.parse(cell);
            if (Double.isNaN(values[c])) {
                DecimalNumber.Refusal refusal = DecimalNumber.refusal(cell);
                String rule =
                        refusal.code() == ErrorCode.NOT_FINITE
                                ? "must be finite. Maybe leave the row out."
                                : refusal.rule();
                intake.errors().add(inLine(line, c, cell, refusal.code(), rule));
                intake.badRow();
                return;
            }
        }
        intake.row(values, 0, values.length);
    }

    private boolean isHeader(List<String> cells) {
        if (header != CsvCells.Header.UNSAID) {
            return header == CsvCells.Header.PRESENT;
        }
        boolean counts =
                cells.size() > 1
                        && IntStream.range(0, cells.size())
                                .allMatch(i -> cells.get(i).equals(String.valueOf(i)));
        if (counts) {
            throw new ApiException(
                    ErrorCode.INVALID_CSV,
                    "The first line is 0, 1, 2 and so on: a header of column numbers or a sample?"
                            + " Say which in the Content-Type: text/csv; header=present or"
                            + " header=absent.");
        }
        return cells.stream().map(String::strip).noneMatch(CsvFeatures::isNumber);
    }

    private static boolean isNumber(String cell) {
        return !Double.isNaN(DecimalNumber.parse(cell))
                || DecimalNumber.refusal(cell).code() == ErrorCode.NOT_FINITE;
    }

    private static InputError inLine(
            long line, int column, String value, ErrorCode code, String rule) {
        return InputError.inLine(
                line,
                String.valueOf(column + 1),
                value,
                code,
                "Line "
                        + line
                        + ", column "
                        + (column + 1)
                        + " is '"
                        + InputError.cut(value)
                        + "', "
                        + rule);
    }
}
