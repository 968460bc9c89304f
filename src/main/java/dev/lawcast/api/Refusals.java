package dev.lawcast.api;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How often this process refused, by code: `lawcast.refusals`. Counted where problems are written,
/// also by the server itself, which knows no bean; hence one count for the process.
@Component
final class Refusals implements MeterBinder {

    private static final Map<ErrorCode, LongAdder> COUNTS = new EnumMap<>(ErrorCode.class);

    static {
        for (ErrorCode code : ErrorCode.values()) {
            COUNTS.put(code, new LongAdder());
        }
    }

    static void count(ErrorCode code) {
        of(code).increment();
    }

    private static LongAdder of(ErrorCode code) {
        return java.util.Objects.requireNonNull(COUNTS.get(code));
    }

    /// Every code from the start: a counter that appears with its first count hides that one from
    /// rates.
    @Override
    public void bindTo(MeterRegistry registry) {
        for (ErrorCode code : ErrorCode.values()) {
            FunctionCounter.builder("lawcast.refusals", of(code), LongAdder::sum)
                    .description("Requests that were refused or failed, by the code of the problem")
                    .tag("code", code.id())
                    .register(registry);
        }
    }
}
