package dev.lawcast.sources;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;

/// Records of a CSV file (RFC 4180), blank lines left out, and whether the first is a header.
final class CsvCells {

    private static final int LONGEST_FIELD = 1 << 16;

    /// What the parameter `header` of the content type says (RFC 4180).
    enum Header {
        PRESENT,
        ABSENT,
        /// to be told from the first line
        UNSAID;

        static Header of(@Nullable String contentType) {
            String said =
                    contentType == null
                            ? null
                            : MediaType.parseMediaType(contentType).getParameter("header");
            if (said == null) {
                return UNSAID;
            }
            return switch (said) {
                case "present" -> PRESENT;
                case "absent" -> ABSENT;
                default ->
                        throw new ApiException(
                                ErrorCode.INVALID_PARAMETER,
                                "The Content-Type says header="
                                        + InputError.cut(said)
                                        + ", must be present or absent.");
            };
        }
    }

    /// Gets a record.
    interface Each {
        void record(CsvRecord record);
    }

    private CsvCells() {}

    /// @throws ApiException INVALID_CSV with the line
    static void forEach(Reader text, Each each) {
        long line = 1;
        try (var csv =
                CsvReader.builder()
                        .allowExtraFields(true)
                        .allowMissingFields(true)
                        .allowUnclosedQuote(false)
                        .allowExtraCharsAfterClosingQuote(false)
                        .maxBufferSize(LONGEST_FIELD)
                        .ofCsvRecord(text)) {
            for (CsvRecord record : csv) {
                line = record.getStartingLineNumber();
                each.record(record);
            }
        } catch (CsvParseException e) {
            throw refusal(e, line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The reader of CSV wraps what the reader of text throws.
    private static ApiException refusal(CsvParseException e, long after) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof RuntimeException other && !(cause instanceof CsvParseException)) {
                throw other;
            }
        }
        return ApiException.inLine(
                after,
                ErrorCode.INVALID_CSV,
                "At line "
                        + after
                        + " or after it the file is not valid CSV. Maybe a quote is not closed, or a"
                        + " quote inside a quoted cell is not doubled, or a cell has more than "
                        + LONGEST_FIELD
                        + " characters.");
    }
}
