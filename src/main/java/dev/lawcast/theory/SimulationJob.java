package dev.lawcast.theory;

import dev.lawcast.jobs.JobHandedBack;
import dev.lawcast.jobs.JobKind;
import dev.lawcast.scaling.theory.PerceptronSimulation;
import dev.lawcast.scaling.theory.PruningTheory;
import dev.lawcast.scaling.theory.SuperpositionSimulation;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// Works on one simulation, from its settings alone. What is done when the time is up is the
/// result, with a reason that says so.
@Component
class SimulationJob implements JobKind {

    private static final Logger log = LoggerFactory.getLogger(SimulationJob.class);
    private static final int MOST_DEATHS = 3;

    private final SimulationRepository simulations;
    private final JsonMapper json;
    private final Duration longest;

    SimulationJob(
            SimulationRepository simulations,
            JsonMapper json,
            @Value("${lawcast.simulations.longest:2m}") Duration longest) {
        this.simulations = simulations;
        this.json = json;
        this.longest = longest;
    }

    @Override
    public String name() {
        return "simulation";
    }

    @Override
    public void run(String id, BooleanSupplier stopping) {
        Optional<Simulation> begun = simulations.begin(UUID.fromString(id));
        if (begun.isEmpty()) {
            return; // deleted before it began
        }
        Simulation simulation = begun.get();
        if (simulation.deaths() >= MOST_DEATHS) {
            simulations.fail(
                    simulation.id(),
                    "Its process, or the database, was lost "
                            + MOST_DEATHS
                            + " times while it worked on this.");
            return;
        }
        var watch = new SimulationWatch(simulations, simulation, longest, stopping);
        ObjectNode result =
                switch (simulation.model()) {
                    case SimulationRequest.SUPERPOSITION -> superposition(simulation, watch);
                    case SimulationRequest.PERCEPTRON -> perceptron(simulation, watch);
                    default -> throw new IllegalStateException("No model " + simulation.model());
                };
        if (stopping.getAsBoolean() && watch.stopped()) {
            simulations.handBack(simulation.id(), simulation.attempt());
            throw new JobHandedBack("simulation " + id + " stops with its process");
        }
        if (result.isEmpty()) {
            simulations.fail(
                    simulation.id(),
                    "Nothing was done within "
                            + longest.toSeconds()
                            + " s (lawcast.simulations.longest).");
            return;
        }
        simulations.finish(
                simulation.id(),
                simulation.attempt(),
                json.writeValueAsString(result),
                watch.stopped() ? cut() : null);
    }

    @Override
    public void failed(String id, Throwable cause) {
        log.error("Simulation {} failed", id, cause);
        simulations.fail(UUID.fromString(id), "The simulation failed inside the service: " + cause);
    }

    private String cut() {
        return "Stopped after "
                + longest.toSeconds()
                + " s (lawcast.simulations.longest); the result holds what was done by then.";
    }

    private ObjectNode superposition(Simulation simulation, SimulationWatch watch) {
        SimulationRequest.Superposition request =
                json.readValue(simulation.settings(), SimulationRequest.Superposition.class);
        List<SuperpositionSimulation.Model> models =
                SuperpositionSimulation.run(request.settings(), watch::report, watch::stop);
        ObjectNode result = json.createObjectNode();
        if (models.isEmpty()) {
            return result;
        }
        ArrayNode list = result.putArray("models");
        for (SuperpositionSimulation.Model model : models) {
            ObjectNode each = list.addObject();
            each.put("width", model.width());
            each.put("loss", model.loss());
            each.put("loss_standard_error", model.lossStandardError());
            each.put("loss_of_zero", model.lossOfZero());
            each.put("phi_half", model.diagnosis().phiHalf());
            each.put("mean_squared_overlap", model.diagnosis().meanSquaredOverlap());
            each.put("random_level", model.diagnosis().randomLevel());
            each.put("regime", Words.of(model.diagnosis().regime()));
        }
        result.putNull("perceptron");
        return result;
    }

    private ObjectNode perceptron(Simulation simulation, SimulationWatch watch) {
        SimulationRequest.Perceptron request =
                json.readValue(simulation.settings(), SimulationRequest.Perceptron.class);
        PerceptronSimulation.@Nullable Result done = students(request.settings(), watch);
        ObjectNode result = json.createObjectNode();
        if (done == null) {
            return result;
        }
        result.putNull("models");
        ObjectNode each = result.putObject("perceptron");
        each.put("error", done.error());
        each.put("error_standard_error", done.errorStandardError());
        each.put("kappa", done.margin());
        each.put("kappa_standard_error", done.marginStandardError());
        each.put("repeats", done.repeats());
        each.put("theory_error", PruningTheory.of(request.settings().data()).error());
        return result;
    }

    private static PerceptronSimulation.@Nullable Result students(
            PerceptronSimulation.Settings settings, SimulationWatch watch) {
        try {
            return PerceptronSimulation.run(settings, watch::report, watch::stop);
        } catch (IllegalStateException e) {
            return null; // fewer than two repeats were done
        }
    }
}
