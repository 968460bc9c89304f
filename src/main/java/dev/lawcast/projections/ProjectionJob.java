package dev.lawcast.projections;

import dev.lawcast.jobs.JobHandedBack;
import dev.lawcast.jobs.JobKind;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Works on one projection: from its snapshot and samples alone to its report.
@Component
class ProjectionJob implements JobKind {

    private static final Logger log = LoggerFactory.getLogger(ProjectionJob.class);
    private static final int MOST_DEATHS = 3;

    private final ProjectionRepository projections;
    private final ProjectionModels models;
    private final JsonMapper json;
    private final Duration longest;

    ProjectionJob(
            ProjectionRepository projections,
            ProjectionModels models,
            JsonMapper json,
            @Value("${lawcast.projections.longest}") Duration longest) {
        this.projections = projections;
        this.models = models;
        this.json = json;
        this.longest = longest;
    }

    @Override
    public String name() {
        return "projection";
    }

    @Override
    public void run(String id, BooleanSupplier stopping) {
        Optional<KeptProjection> begun = projections.begin(UUID.fromString(id));
        if (begun.isEmpty()) {
            return; // deleted before it began
        }
        KeptProjection projection = begun.get();
        if (projection.deaths() >= MOST_DEATHS) {
            projections.fail(
                    projection.id(),
                    "Its process, or the database, was lost "
                            + MOST_DEATHS
                            + " times while it worked on this.");
            return;
        }
        try {
            var watch = new ProjectionWatch(projections, projection, longest, stopping);
            ProjectionModels.Model model = models.make(projection, watch);
            double level = model.request().level();
            String report =
                    json.writeValueAsString(ReportView.of(model.projection().report(level)));
            projections.finish(projection.id(), projection.attempt(), report);
        } catch (CancellationException e) {
            if (stopping.getAsBoolean()) {
                projections.handBack(projection.id(), projection.attempt());
                throw new JobHandedBack("projection " + id + " stops with its process");
            }
            projections.fail(
                    projection.id(),
                    "It took longer than "
                            + longest.toSeconds()
                            + " s (lawcast.projections.longest). Maybe smaller samples or fewer replicates do.");
        } catch (IllegalArgumentException e) {
            projections.fail(projection.id(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void failed(String id, Throwable cause) {
        log.error("Projection {} failed", id, cause);
        projections.fail(UUID.fromString(id), "The projection failed inside the service: " + cause);
    }
}
