package dev.lawcast.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;

import jakarta.servlet.Filter;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.Map;
import java.util.UUID;

/// Traces by OTLP over HTTP to `lawcast.traces.endpoint`. The SDK alone, without Spring Boot's
/// configuration of it: that would start the SDK also where nobody takes traces.
@Configuration(proxyBeanMethods = false)
@Conditional(TracesAreOn.class)
class TraceConfiguration {

    private static final String SCOPE = "dev.lawcast";

    /// Spans are sent in batches by a thread of its own; where nobody takes them they are dropped.
    @Bean(destroyMethod = "close")
    SdkTracerProvider traces(
            @Value("${lawcast.traces.endpoint}") String endpoint,
            @Value("${lawcast.traces.headers:}") String headers,
            @Value("${lawcast.traces.ratio:1}") double ratio,
            ObjectProvider<BuildProperties> build) {
        var exporter = OtlpHttpSpanExporter.builder().setEndpoint(endpoint);
        Headers.parse(headers).forEach(exporter::addHeader);
        Resource service =
                Resource.getDefault()
                        .merge(
                                Resource.create(
                                        Attributes.of(
                                                AttributeKey.stringKey("service.name"),
                                                "lawcast",
                                                AttributeKey.stringKey("service.version"),
                                                version(build.getIfAvailable()),
                                                AttributeKey.stringKey("service.instance.id"),
                                                UUID.randomUUID().toString())));
        return SdkTracerProvider.builder()
                .setResource(service)
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter.build()).build())
                .build();
    }

    /// Null for the properties where the service was started without being packaged.
    private static String version(@Nullable BuildProperties build) {
        return build == null ? "unpackaged" : String.valueOf(build.getVersion());
    }

    @Bean
    Tracer tracer(SdkTracerProvider traces) {
        return traces.get(SCOPE);
    }

    @Bean
    FilterRegistrationBean<Filter> requestSpans(Tracer tracer) {
        var filter = new FilterRegistrationBean<Filter>(new RequestSpans(tracer));
        filter.setName("requestSpans");
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return filter;
    }

    @Bean
    @Order(1)
    JobSpans jobSpans(Tracer tracer, JdbcClient database) {
        return new JobSpans(tracer, database);
    }

    /// `name=value,name=value`, as in OTEL_EXPORTER_OTLP_HEADERS.
    static final class Headers {

        private Headers() {}

        static Map<String, String> parse(String text) {
            var headers = new java.util.LinkedHashMap<String, String>();
            for (String pair : text.split(",")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    headers.put(
                            pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
                } else if (!pair.isBlank()) {
                    throw new IllegalArgumentException(
                            "LAWCAST_TRACES_HEADERS must be name=value, separated by commas.");
                }
            }
            return headers;
        }
    }
}
