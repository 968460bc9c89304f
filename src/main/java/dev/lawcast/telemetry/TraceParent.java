package dev.lawcast.telemetry;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where a trace goes on, as a line of text (W3C Trace Context).
final class TraceParent {

    private static final String FIELD = "traceparent";
    private static final W3CTraceContextPropagator FORM = W3CTraceContextPropagator.getInstance();

    private TraceParent() {}

    /// A malformed one is none.
    static Context read(@Nullable String line) {
        Map<String, String> fields = line == null ? Map.of() : Map.of(FIELD, line);
        return FORM.extract(Context.root(), fields, new Fields());
    }

    /// The span at work on this thread; null where there is none.
    static @Nullable String current() {
        var fields = new HashMap<String, String>();
        FORM.inject(Context.current(), fields, (_, name, value) -> fields.put(name, value));
        return fields.get(FIELD);
    }

    private static final class Fields implements TextMapGetter<Map<String, String>> {

        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return List.copyOf(carrier.keySet());
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    }
}
