package dev.lawcast.access;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.ProblemBody;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// So many requests a minute for each key; a token bucket, so that a client may send its minute's
/// worth at once. Callers on loopback that need no key are not counted.
///
/// Buckets are in memory, so with several processes a key has one in each: what is to be bounded is
/// the load on a process, and a bucket in the database would cost each request a write.
final class RateLimit extends OncePerRequestFilter {

    private final long perMinute;
    private final Counter refused;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    RateLimit(long perMinute, MeterRegistry meters) {
        this.perMinute = perMinute;
        this.refused =
                Counter.builder("lawcast.ratelimit.refusals")
                        .description("Requests of keys that had sent too many within a minute")
                        .register(meters);
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Caller caller = Caller.ifAny(request);
        if (caller == null || caller == Caller.LOCAL) {
            chain.doFilter(request, response);
            return;
        }
        String key = caller.key() == null ? caller.name() : caller.key().toString();
        ConsumptionProbe probe =
                buckets.computeIfAbsent(key, k -> bucket()).tryConsumeAndReturnRemaining(1);
        tell(response, probe.getRemainingTokens(), seconds(probe.getNanosToWaitForReset()));
        if (probe.isConsumed()) {
            chain.doFilter(request, response);
            return;
        }
        refused.increment();
        long wait = seconds(probe.getNanosToWaitForRefill());
        response.setHeader("Retry-After", Long.toString(wait));
        ProblemBody.write(
                request,
                response,
                ErrorCode.TOO_MANY_REQUESTS,
                "The key '%s' has sent more than %d requests within a minute. Try again in %d s."
                        .formatted(caller.name(), perMinute, wait));
    }

    /// The header fields of draft-ietf-httpapi-ratelimit-headers, and those of its earlier drafts,
    /// which more clients know.
    private void tell(HttpServletResponse response, long remaining, long reset) {
        response.setHeader("RateLimit-Policy", "\"key\";q=%d;w=60".formatted(perMinute));
        response.setHeader("RateLimit", "\"key\";r=%d;t=%d".formatted(remaining, reset));
        response.setHeader("RateLimit-Limit", Long.toString(perMinute));
        response.setHeader("RateLimit-Remaining", Long.toString(remaining));
        response.setHeader("RateLimit-Reset", Long.toString(reset));
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .build();
    }

    /// Rounded up: whoever waits as long is let in.
    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos + 999_999_999);
    }
}
