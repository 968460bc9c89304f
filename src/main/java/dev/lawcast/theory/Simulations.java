package dev.lawcast.theory;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.Ids;
import dev.lawcast.api.JsonBody;
import dev.lawcast.jobs.Jobs;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.UUID;

/// Asks for simulations and finds them again.
@Service
class Simulations {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final SimulationRepository simulations;
    private final SimulationJob job;
    private final Jobs jobs;
    private final JsonMapper json;
    private final String codeVersion;

    Simulations(
            SimulationRepository simulations,
            SimulationJob job,
            Jobs jobs,
            JsonMapper json,
            ObjectProvider<BuildProperties> build) {
        this.simulations = simulations;
        this.job = job;
        this.jobs = jobs;
        this.json = json;
        BuildProperties properties = build.getIfAvailable();
        this.codeVersion = properties == null ? "unknown" : String.valueOf(properties.getVersion());
    }

    /// Keeps the settings and queues the work, all or nothing.
    @Transactional
    Simulation create(JsonBody body) {
        SimulationRequest request = SimulationRequest.read(body);
        UUID id = Ids.next();
        simulations.insert(id, request.model(), json.writeValueAsString(request), codeVersion);
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

    /// @throws ApiException `not_found`
    Simulation get(String id) {
        return Ids.parse(id)
                .flatMap(simulations::find)
                .orElseThrow(() -> ApiException.notFound("simulation", id));
    }

    /// The simulation once it has ended, or as it stands when the time is up.
    Simulation await(String id, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        Simulation simulation = get(id);
        while (!simulation.ended() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return simulation;
            }
            simulation = get(id);
        }
        return simulation;
    }

    /// One that runs notices that its row is gone and stops.
    void delete(String id) {
        if (!simulations.delete(get(id).id())) {
            throw ApiException.notFound("simulation", id);
        }
    }
}
