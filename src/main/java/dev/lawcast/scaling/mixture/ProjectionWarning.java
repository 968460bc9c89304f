package dev.lawcast.scaling.mixture;

import java.util.Locale;

/// Something that makes a projection doubtful, or that was done to the data.
///
/// @param code stable
/// @param message names the thing and its value
/// @param advice what to do about it
public record ProjectionWarning(Code code, String message, String advice) {

    /// Codes are part of the API: added, never renamed.
    public enum Code {
        COLUMNS_DROPPED,
        FEW_MIXTURES,
        SINGLE_SEED,
        TRANSPORT_ADDS_NOTHING,
        METRIC_WITHOUT_BEST_VALUE,
        LOG_LINEAR_OVERSHOOTS,
        ONE_SIZE,
        TRANSPORT_ESTIMATED;

        /// `snake_case`, as in answers.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
