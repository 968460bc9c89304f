package dev.lawcast.sources;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// The largest sample that is kept.
@Component
record SampleLimits(
        @Value("${lawcast.samples.most-rows}") int mostRows,
        @Value("${lawcast.samples.most-columns}") int mostColumns) {

    int mostValues() {
        return Math.multiplyExact(mostRows, mostColumns);
    }

    void requireRows(long rows) {
        if (rows > mostRows) {
            throw tooLarge("rows", mostRows);
        }
    }

    void requireColumns(long columns) {
        if (columns > mostColumns) {
            throw tooLarge("columns", mostColumns);
        }
    }

    private static ApiException tooLarge(String what, int most) {
        return new ApiException(
                ErrorCode.BODY_TOO_LARGE,
                "The sample has more than "
                        + most
                        + " "
                        + what
                        + ", the most that are kept. Maybe draw a smaller sample, or project the"
                        + " features onto fewer columns.");
    }
}
