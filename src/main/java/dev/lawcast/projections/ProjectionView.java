package dev.lawcast.projections;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.List;

/// A projection as callers see it.
@Component
class ProjectionView {

    private final Projections projections;
    private final JsonMapper json;

    ProjectionView(Projections projections, JsonMapper json) {
        this.projections = projections;
        this.json = json;
    }

    /// @param request with every default written out
    /// @param report null before the end
    record View(
            String id,
            String experimentId,
            KeptProjection.Status status,
            double progress,
            @Nullable String reason,
            ProjectionRequest request,
            List<ProjectionSnapshot.Source> sources,
            int runs,
            List<ProjectionSnapshot.LeftOut> leftOut,
            List<String> notes,
            @Nullable JsonNode report,
            String dataHash,
            String codeVersion,
            Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {}

    View of(KeptProjection projection) {
        ProjectionSnapshot snapshot = projections.snapshot(projection);
        String report = projection.report();
        return new View(
                projection.id().toString(),
                projection.experimentId().toString(),
                projection.status(),
                projection.progress(),
                projection.reason(),
                json.readValue(projection.request(), ProjectionRequest.class),
                snapshot.sources(),
                snapshot.keys().size(),
                snapshot.leftOut(),
                snapshot.notes(),
                report == null ? null : json.readTree(report),
                projection.dataHash(),
                projection.codeVersion(),
                projection.queuedAt(),
                projection.startedAt(),
                projection.finishedAt());
    }
}
