package dev.lawcast.projections;

import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.mixture.PilotCosts;
import dev.lawcast.scaling.mixture.Projection;
import dev.lawcast.scaling.transport.Features;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.Sample;
import dev.lawcast.sources.LabelledSample;
import dev.lawcast.sources.SampleStore;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/// Projections in memory. One that is not there, after a restart or in another process, is made
/// again from its request, its runs and the arrays it was made from: the same seed, the same bits.
@Component
class ProjectionModels {

    private static final int MOST_KEPT = 16;

    private final ProjectionRepository projections;
    private final SampleStore samples;
    private final JsonMapper json;
    private final int mostPoints;
    private final Map<UUID, SoftReference<Model>> kept =
            new LinkedHashMap<>(16, .75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<UUID, SoftReference<Model>> eldest) {
                    return size() > MOST_KEPT;
                }
            };

    ProjectionModels(
            ProjectionRepository projections,
            SampleStore samples,
            JsonMapper json,
            @Value("${lawcast.projections.most-points}") int mostPoints) {
        this.projections = projections;
        this.samples = samples;
        this.json = json;
        this.mostPoints = mostPoints;
    }

    /// A projection, to be used by one thread at a time.
    ///
    /// @param progress asked by solutions of transport whether to stop
    record Model(
            ProjectionRequest request,
            ProjectionSnapshot snapshot,
            Projection projection,
            List<PilotCosts> costs,
            AtomicReference<Progress> progress) {

        /// Transport problems solved so far.
        long solved() {
            return costs.stream().mapToLong(PilotCosts::solved).sum();
        }
    }

    Model get(KeptProjection projection, Progress progress) {
        Model model = known(projection.id());
        return model != null ? model : make(projection, progress);
    }

    /// As after a restart.
    void forget() {
        synchronized (kept) {
            kept.clear();
        }
    }

    private @Nullable Model known(UUID id) {
        synchronized (kept) {
            SoftReference<Model> reference = kept.get(id);
            return reference == null ? null : reference.get();
        }
    }

    /// @throws IllegalArgumentException for what the science refuses
    /// @throws java.util.concurrent.CancellationException where `progress` asked for it
    Model make(KeptProjection projection, Progress progress) {
        ProjectionRequest request = json.readValue(projection.request(), ProjectionRequest.class);
        ProjectionSnapshot snapshot =
                json.readValue(projections.snapshot(projection.id()), ProjectionSnapshot.class);
        var asked = new AtomicReference<>(progress);
        List<PilotCosts> costs =
                costs(request, snapshot, projections.samples(projection.id()), asked);
        Projection made =
                Projection.of(
                        snapshot.runs(), costs, snapshot.scale(), request.settings(), progress);
        var used = new ArrayList<PilotCosts>();
        for (PilotCosts cost : costs) {
            if (made.usesTransport() && cost.groundCost().equals(made.groundCost())) {
                used.add(cost);
            }
        }
        var model = new Model(request, snapshot, made, used, asked);
        synchronized (kept) {
            kept.put(projection.id(), new SoftReference<>(model));
        }
        return model;
    }

    private List<PilotCosts> costs(
            ProjectionRequest request,
            ProjectionSnapshot snapshot,
            List<SampleStore.Stored> stored,
            AtomicReference<Progress> progress) {
        if (stored.isEmpty()) {
            return List.of();
        }
        List<LabelledSample> loaded = samples.reload(stored);
        List<Sample> all = loaded.stream().map(ProjectionModels::sample).toList();
        Sample validation = all.getFirst();
        List<Sample> sources = all.subList(1, all.size());
        var costs = new ArrayList<PilotCosts>();
        for (GroundCosts ground : GroundCosts.of(request.groundCost(), all)) {
            costs.add(
                    cost(
                            ground.id(),
                            sources,
                            validation,
                            ground.cost(),
                            request.seed(),
                            progress));
        }
        if (snapshot.sources().size() != sources.size()) {
            throw new IllegalStateException("samples and sources differ in number");
        }
        return costs;
    }

    private PilotCosts cost(
            String name,
            List<Sample> sources,
            Sample validation,
            GroundCost ground,
            long seed,
            AtomicReference<Progress> progress) {
        return new PilotCosts(
                name,
                sources,
                validation,
                ground,
                mostPoints,
                seed,
                () -> progress.get().cancelled());
    }

    private static Sample sample(LabelledSample sample) {
        return new Sample(
                new Features(sample.rows(), sample.columns(), sample.features()), sample.labels());
    }
}
