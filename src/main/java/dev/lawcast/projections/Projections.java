package dev.lawcast.projections;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Ids;
import dev.lawcast.api.JsonBody;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.jobs.Jobs;
import dev.lawcast.runs.RunValues;
import dev.lawcast.runs.Runs;
import dev.lawcast.sources.LabelledSample;
import dev.lawcast.sources.SampleStore;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Asks for projections and finds them again.
@Service
class Projections {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final long MOST_VALUES = 20_000_000;

    private final Experiments experiments;
    private final Runs runs;
    private final SampleStore samples;
    private final ProjectionRepository projections;
    private final ProjectionJob job;
    private final Jobs jobs;
    private final JsonMapper json;
    private final String codeVersion;

    Projections(
            Experiments experiments,
            Runs runs,
            SampleStore samples,
            ProjectionRepository projections,
            ProjectionJob job,
            Jobs jobs,
            JsonMapper json,
            ObjectProvider<BuildProperties> build) {
        this.experiments = experiments;
        this.runs = runs;
        this.samples = samples;
        this.projections = projections;
        this.job = job;
        this.jobs = jobs;
        this.json = json;
        BuildProperties properties = build.getIfAvailable();
        this.codeVersion = properties == null ? "unknown" : String.valueOf(properties.getVersion());
    }

    /// Keeps the request with the runs and arrays it speaks of and queues the work, all or nothing.
    @Transactional
    KeptProjection create(String experimentId, JsonBody body) {
        Experiment experiment = experiments.get(experimentId);
        ProjectionRequest asked = ProjectionRequestReader.read(experiment, body);
        body.errors().throwIfAny();
        var builder = new SnapshotBuilder(experiment, asked, body);
        Map<String, String> variables = builder.sources();
        List<String> names = List.copyOf(variables.values());
        String validation = asked.validation();
        SampleStore.@Nullable Loaded loaded =
                validation == null ? null : samples.load(validation, names, MOST_VALUES);
        List<RunValues> rows = runs.matching(experiment, asked.where());
        ProjectionSnapshot snapshot = builder.build(rows, variables, sources(names, loaded));
        ProjectionRequest request = builder.withSizes(snapshot);
        String kept = json.writeValueAsString(snapshot);
        UUID id = Ids.next();
        projections.insert(
                id,
                experiment.id(),
                request.metric(),
                json.writeValueAsString(request),
                kept,
                sha256(kept),
                codeVersion);
        if (loaded != null) {
            projections.insertSamples(id, stored(loaded));
        }
        jobs.enqueue(job, id.toString());
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        jobs.wake();
                    }
                });
        return get(id.toString());
    }

    private static List<ProjectionSnapshot.Source> sources(
            List<String> names, SampleStore.@Nullable Loaded loaded) {
        if (loaded == null) {
            return names.stream()
                    .map(name -> new ProjectionSnapshot.Source(name, null, null, null))
                    .toList();
        }
        return loaded.sources().stream()
                .map(s -> new ProjectionSnapshot.Source(s.name(), s.size(), s.unitPrice(), s.cap()))
                .toList();
    }

    private static List<SampleStore.Stored> stored(SampleStore.Loaded loaded) {
        var stored = new ArrayList<SampleStore.Stored>();
        stored.add(stored(loaded.validation()));
        loaded.sources().forEach(source -> stored.add(stored(source)));
        return stored;
    }

    private static SampleStore.Stored stored(LabelledSample sample) {
        return new SampleStore.Stored(sample.featuresId(), sample.labelsId());
    }

    /// @throws ApiException `not_found`
    KeptProjection get(String id) {
        return Ids.parse(id)
                .flatMap(projections::find)
                .orElseThrow(() -> ApiException.notFound("projection", id));
    }

    /// @throws ApiException `not_found`, or `conflict` while it works or where it failed
    KeptProjection finished(String id) {
        KeptProjection projection = get(id);
        if (projection.status() == KeptProjection.Status.FINISHED) {
            return projection;
        }
        throw new ApiException(
                ErrorCode.CONFLICT,
                projection.ended()
                        ? "The projection " + id + " failed. " + projection.reason()
                        : "The projection "
                                + id
                                + " is "
                                + projection.status()
                                + ". Wait for it with GET and Prefer: wait=20.");
    }

    ProjectionSnapshot snapshot(KeptProjection projection) {
        return json.readValue(projections.snapshot(projection.id()), ProjectionSnapshot.class);
    }

    /// The projection once it has ended, or as it stands when the time is up.
    KeptProjection await(String id, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        KeptProjection projection = get(id);
        while (!projection.ended() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return projection;
            }
            projection = get(id);
        }
        return projection;
    }

    List<KeptProjection> page(String experiment, @Nullable UUID before, int limit) {
        return projections.page(experiments.get(experiment).id(), before, limit);
    }

    /// One that runs notices that its row is gone and stops.
    void delete(String id) {
        if (!projections.delete(get(id).id())) {
            throw ApiException.notFound("projection", id);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
