package dev.lawcast.api;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The header `Prefer: wait=20` (RFC 7240): how long a caller will wait for the finished thing.
public final class PreferWait {

    /// Longer waits are cut to this many seconds, so that proxies on the way do not give up first.
    public static final int MOST_SECONDS = 60;

    private static final Pattern WAIT =
            Pattern.compile("(?i)(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,9})\"?");

    private PreferWait() {}

    /// Zero where the header does not ask for it.
    public static Duration of(@Nullable String header) {
        if (header == null) {
            return Duration.ZERO;
        }
        Matcher wait = WAIT.matcher(header);
        return wait.find()
                ? Duration.ofSeconds(Math.min(MOST_SECONDS, Long.parseLong(wait.group(1))))
                : Duration.ZERO;
    }
}
