package dev.lawcast.scaling.fit;

import java.util.List;

/// Something that makes an answer doubtful, said in the answer itself.
///
/// @param code one of the coded warnings, stable
/// @param severity how much it matters
/// @param message one sentence that names the thing and its value
/// @param advice what to do about it
/// @param runs keys of the runs it speaks of, may be empty
public record Warning(
        String code, Severity severity, String message, String advice, List<String> runs) {

    public enum Severity {
        INFO,
        WARNING,
        CRITICAL
    }
}
