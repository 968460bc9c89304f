package dev.lawcast.sources;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.uploads.NpyFile;
import dev.lawcast.uploads.SpooledBody;
import dev.lawcast.uploads.UploadFormat;

import tools.jackson.core.JsonToken;

import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import java.util.Set;

/// Reads labels from `.npy` (whole numbers, truth values, texts), CSV of one column, or JSON.
final class LabelReader {

    /// Words that head a column of labels; other texts in the first line are taken for a label.
    private static final Set<String> HEADS =
            Set.of("label", "labels", "class", "classes", "target", "y");

    private LabelReader() {}

    /// @throws ApiException with all that is wrong
    static Labels read(
            SpooledBody body, UploadFormat format, CsvCells.Header header, SampleLimits limits)
            throws IOException {
        var intake = new Labels.Intake(limits);
        return switch (format) {
            case NPY -> npy(NpyFile.open(body, limits.mostValues()), limits, intake);
            case CSV -> csv(body.text(), header, intake);
            case JSON, NDJSON -> json(body.text(), intake);
            case ZIP -> throw new IllegalArgumentException("labels do not come as " + format);
        };
    }

    private static Labels npy(NpyFile file, SampleLimits limits, Labels.Intake intake)
            throws IOException {
        limits.requireRows(file.rows());
        if (file.columns() > 1) {
            throw refusal(
                    "The array has "
                            + file.columns()
                            + " columns, labels have one. Maybe they are one-hot: take the argmax of"
                            + " each row. Or these are the features.");
        }
        if (!file.isInteger() && !file.isText()) {
            throw refusal(
                    "The dtype is '"
                            + file.dtype()
                            + "', labels are whole numbers or texts. Maybe save them with dtype int.");
        }
        for (int row = 0; row < file.rows(); row++) {
            String label = file.text(row);
            String broken = intake.take(label);
            if (!broken.isEmpty()) {
                intake.errors()
                        .add(
                                InputError.at(
                                        "/" + row,
                                        label,
                                        ErrorCode.OUT_OF_RANGE,
                                        "The label of row " + row + " (from 0) " + broken));
            }
        }
        return intake.end(file.dtype());
    }

    private static Labels csv(Reader text, CsvCells.Header header, Labels.Intake intake) {
        CsvCells.forEach(
                text,
                new CsvCells.Each() {
                    private boolean first = true;

                    @Override
                    public void record(de.siegmar.fastcsv.reader.CsvRecord record) {
                        String label = record.getField(0).strip();
                        boolean isHead =
                                first
                                        && switch (header) {
                                            case PRESENT -> true;
                                            case ABSENT -> false;
                                            case UNSAID ->
                                                    HEADS.contains(label.toLowerCase(Locale.ROOT));
                                        };
                        first = false;
                        if (!isHead) {
                            inLine(record.getStartingLineNumber(), record.getFieldCount(), label);
                        }
                    }

                    private void inLine(long line, int cells, String label) {
                        String broken = intake.take(label);
                        if (cells > 1) {
                            broken = "is followed by other cells; labels stand in one column.";
                        }
                        if (!broken.isEmpty()) {
                            intake.errors()
                                    .add(
                                            InputError.inLine(
                                                    line,
                                                    null,
                                                    label,
                                                    cells > 1
                                                            ? ErrorCode.MALFORMED_ROW
                                                            : ErrorCode.OUT_OF_RANGE,
                                                    "The label of line " + line + " " + broken));
                        }
                    }
                });
        return intake.end("text/csv");
    }

    private static Labels json(Reader text, Labels.Intake intake) {
        JsonList.forEach(
                text,
                "labels",
                (json, pointer) -> {
                    JsonToken token = json.currentToken();
                    boolean good =
                            token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT;
                    String label = good ? json.getString() : "?";
                    json.skipChildren();
                    String broken = intake.take(label);
                    if (!good) {
                        intake.errors()
                                .add(
                                        InputError.at(
                                                pointer,
                                                null,
                                                ErrorCode.WRONG_TYPE,
                                                "The label of row "
                                                        + (intake.count() - 1)
                                                        + " (from 0) must be a whole number or a"
                                                        + " text."));
                    } else if (!broken.isEmpty()) {
                        intake.errors()
                                .add(
                                        InputError.at(
                                                pointer,
                                                label,
                                                ErrorCode.OUT_OF_RANGE,
                                                "The label of row "
                                                        + (intake.count() - 1)
                                                        + " (from 0) "
                                                        + broken));
                    }
                });
        return intake.end("application/json");
    }

    private static ApiException refusal(String message) {
        return new ApiException(
                ErrorCode.INVALID_INPUT,
                message,
                java.util.List.of(InputError.at("", null, ErrorCode.WRONG_TYPE, message)),
                1);
    }
}
