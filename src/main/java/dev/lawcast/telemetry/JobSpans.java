package dev.lawcast.telemetry;

import dev.lawcast.jobs.JobScope;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;

import org.slf4j.MDC;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A span for each attempt of a job, in the trace of the request that asked for it, whichever
/// process works on it: its row in the queue carries the trace.
final class JobSpans implements JobScope {

    private final Tracer tracer;
    private final JdbcClient database;

    JobSpans(Tracer tracer, JdbcClient database) {
        this.tracer = tracer;
        this.database = database;
    }

    @Override
    public void enqueued(String name, String id) {
        String trace = TraceParent.current();
        if (trace != null) {
            database.sql(
                            """
                            update scheduled_tasks set trace_parent = ?
                            where task_name = ? and task_instance = ? and trace_parent is null
                            """)
                    .params(trace, name, id)
                    .update();
        }
    }

    @Override
    public void around(String name, String id, Runnable work) {
        String trace =
                database.sql(
                                """
                                select trace_parent from scheduled_tasks
                                where task_name = ? and task_instance = ? and trace_parent is not null
                                """)
                        .params(name, id)
                        .query(String.class)
                        .optional()
                        .orElse(null);
        Span span =
                tracer.spanBuilder("job " + name)
                        .setParent(TraceParent.read(trace))
                        .setSpanKind(SpanKind.CONSUMER)
                        .setAttribute("lawcast.job", name)
                        .setAttribute("lawcast.job_id", id)
                        .startSpan();
        try (Scope _ = span.makeCurrent();
                var _ = MDC.putCloseable("trace_id", span.getSpanContext().getTraceId())) {
            work.run();
        } catch (RuntimeException e) {
            span.setStatus(StatusCode.ERROR);
            throw e;
        } finally {
            span.end();
        }
    }
}
