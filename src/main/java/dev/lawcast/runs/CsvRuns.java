package dev.lawcast.runs;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.uploads.DecimalNumber;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.sql.SQLException;

/// Reads runs from CSV (RFC 4180): a header, then a run a line. An empty cell is an absent value.
final class CsvRuns {

    private static final int LONGEST_FIELD = 1 << 16;

    private CsvRuns() {}

    static void read(Reader text, RowIntake intake) throws SQLException {
        var cells = new Cells(intake);
        try (var csv =
                CsvReader.builder()
                        .allowExtraFields(true)
                        .allowMissingFields(true)
                        .allowUnclosedQuote(false)
                        .allowExtraCharsAfterClosingQuote(false)
                        .maxBufferSize(LONGEST_FIELD)
                        .build(cells, text)) {
            var records = csv.iterator();
            while (cells.inHeader && records.hasNext()) {
                records.next();
            }
            if (cells.inHeader) {
                throw new ApiException(
                        ErrorCode.EMPTY_BODY,
                        "The body is empty; a header is wanted and then a run a line.");
            }
            cells.columns = cells.header.columns(intake.columns);
            while (records.hasNext()) {
                records.next();
                cells.endRow();
            }
        } catch (CsvParseException e) {
            throw refusal(e, cells.line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The reader of CSV wraps what the reader of text throws.
    private static ApiException refusal(CsvParseException e, long line) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof RuntimeException other && !(cause instanceof CsvParseException)) {
                throw other;
            }
        }
        String reason = String.valueOf(e.getMessage());
        boolean tooLong = reason.contains("buffer");
        String message =
                tooLong
                        ? "A cell of the record that starts on line "
                                + line
                                + " has more than "
                                + LONGEST_FIELD
                                + " characters. Maybe a quote is not closed."
                        : "The record that starts on line "
                                + line
                                + " is not valid CSV. Maybe a quote is not closed, or a quote inside"
                                + " a quoted cell is not doubled.";
        return ApiException.inLine(
                line, tooLong ? ErrorCode.TOO_LONG : ErrorCode.INVALID_CSV, message);
    }

    /// Gets each cell as a slice of the reader's buffer, so that numbers are read without a copy.
    private static final class Cells extends AbstractBaseCsvCallbackHandler<Long> {

        private final RowIntake intake;
        private final CsvHeader header = new CsvHeader();
        private RunColumn[] columns = {};
        private long line = 1;
        private boolean inHeader = true;

        Cells(RowIntake intake) {
            this.intake = intake;
        }

        @Override
        protected void handleBegin(long startingLine) {
            line = startingLine;
            if (inHeader) {
                header.begin(startingLine);
            } else {
                intake.begin(startingLine);
            }
        }

        @Override
        protected void handleField(
                int index, char[] buffer, int offset, int length, boolean quoted) {
            if (inHeader) {
                header.add(new String(buffer, offset, length));
            } else if (index < columns.length && length > 0) {
                RunColumn column = columns[index];
                if (RowFiller.isNumber(column)) {
                    double value = DecimalNumber.parse(buffer, offset, length);
                    if (Double.isNaN(value)) {
                        intake.fill.notANumber(column, new String(buffer, offset, length));
                    } else {
                        intake.fill.number(column, value);
                    }
                } else {
                    text(column, new String(buffer, offset, length), quoted);
                }
            }
        }

        @Override
        protected Long buildRecord() {
            inHeader = header.isEmpty(); // blank lines may stand above it
            return line;
        }

        void endRow() throws SQLException {
            int given = getFieldCount();
            if (given == columns.length) {
                intake.end();
                return;
            }
            intake.errors.replace(
                    ErrorCode.MALFORMED_ROW,
                    "Line "
                            + line
                            + " has "
                            + given
                            + " cells, the header has "
                            + columns.length
                            + ". Maybe "
                            + (given > columns.length
                                    ? "a number has a decimal comma, or a text with a comma lacks"
                                            + " its quotes."
                                    : "the line was cut, or a quote is not closed."));
            intake.giveUp();
        }

        private void text(RunColumn column, String text, boolean quoted) {
            if (!quoted && text.indexOf('"') >= 0) {
                intake.fill.fail(
                        column,
                        text,
                        ErrorCode.MALFORMED_ROW,
                        "must be quoted as a whole, its own quotes doubled.");
            } else {
                intake.fill.text(column, FormulaGuard.unguarded(text));
            }
        }
    }
}
