package dev.lawcast.sources;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.uploads.NpyFile;
import dev.lawcast.uploads.SpooledBody;
import dev.lawcast.uploads.UploadFormat;

import java.io.IOException;

/// Reads features from `.npy`, CSV or JSON, a part of the rows at a time.
final class FeatureReader {

    /// Values that are read from a `.npy` file at once.
    private static final int PART = 1 << 18;

    /// Largest whole number up to which a double holds all of them.
    private static final double LARGEST_EXACT = 9_007_199_254_740_992.0;

    private FeatureReader() {}

    /// @throws dev.lawcast.api.ApiException with all that is wrong
    static SampleArray read(
            SpooledBody body,
            UploadFormat format,
            CsvCells.Header header,
            SampleLimits limits,
            FeatureIntake.Sink sink)
            throws IOException {
        return switch (format) {
            case NPY -> npy(NpyFile.open(body, limits.mostValues()), limits, sink);
            case CSV -> CsvFeatures.read(body.text(), header, limits, sink);
            case JSON, NDJSON -> JsonFeatures.read(body.text(), limits, sink);
            case ZIP -> throw new IllegalArgumentException("features do not come as " + format);
        };
    }

    private static SampleArray npy(NpyFile file, SampleLimits limits, FeatureIntake.Sink sink)
            throws IOException {
        limits.requireColumns(file.columns());
        limits.requireRows(file.rows());
        var intake = new FeatureIntake(limits, file.fitsFloat(), FeatureReader::inArray, sink);
        int columns = file.columns();
        int part = Math.max(1, PART / columns);
        double[] values = new double[part * columns];
        for (int row = 0; row < file.rows(); row += part) {
            int rows = Math.min(part, file.rows() - row);
            file.numbers(row, rows, values);
            for (int i = 0; i < rows; i++) {
                if (file.isInteger()) {
                    requireExact(values, i * columns, columns, row + i, intake);
                }
                intake.row(values, i * columns, columns);
            }
        }
        return intake.end(file.dtype());
    }

    private static void requireExact(
            double[] values, int offset, int length, int row, FeatureIntake intake) {
        for (int c = 0; c < length; c++) {
            if (Math.abs(values[offset + c]) >= LARGEST_EXACT) {
                intake.errors()
                        .add(
                                inArray(
                                        row,
                                        c,
                                        values[offset + c],
                                        ErrorCode.OUT_OF_RANGE,
                                        "must be less than 2^53 in size, which is as far as whole numbers"
                                                + " are exact. Maybe these are no features."));
                return;
            }
        }
    }

    /// Counted from 0, as NumPy does.
    static InputError inArray(int row, int column, double value, ErrorCode code, String rule) {
        return InputError.at(
                "/" + row + "/" + column,
                String.valueOf(value),
                code,
                "Row " + row + ", column " + column + " (from 0) is " + value + ", " + rule);
    }
}
