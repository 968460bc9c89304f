package dev.lawcast.experiments;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.EntityTag;
import dev.lawcast.api.Ids;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/// The experiments and what changes them.
@Service
public class Experiments {

    private static final String LIST = "experiments";

    private final ExperimentRepository repository;

    Experiments(ExperimentRepository repository) {
        this.repository = repository;
    }

    /// @throws ApiException NOT_FOUND, also where the id does not have the form of one
    ///
    ///   Its parts are read from one snapshot: an experiment that is deleted meanwhile is there or
    ///   is not, never without its variables.
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public Experiment get(String id) {
        return Ids.parse(id)
                .flatMap(repository::find)
                .orElseThrow(() -> ApiException.notFound("experiment", id));
    }

    /// As [#get], and other changes to the experiment and its runs wait until the caller's
    /// transaction ends. One lock, taken first by every writer: no deadlocks, no lost updates.
    @Transactional
    public Experiment lock(String id) {
        UUID parsed = Ids.parse(id).orElseThrow(() -> ApiException.notFound("experiment", id));
        if (!repository.lock(parsed)) {
            throw ApiException.notFound("experiment", id);
        }
        return get(id);
    }

    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    Page<Experiment> page(int limit, @Nullable String cursor) {
        List<Experiment> found = repository.page(Cursor.id(LIST, cursor), limit + 1);
        return Page.of(found, limit, LIST, Experiment::id);
    }

    @Transactional
    Experiment create(JsonBody body) {
        ExperimentRequest request = ExperimentRequest.create(body);
        UUID id = Ids.next();
        repository.insert(id, request.name(), request.description());
        request.variables().forEach(variable -> repository.insert(id, variable));
        request.metrics().forEach(metric -> repository.insert(id, metric));
        return get(id.toString());
    }

    @Transactional
    Experiment change(String id, @Nullable String ifMatch, JsonBody body) {
        Experiment old = lock(id);
        tag(old).require(ifMatch);
        ExperimentRequest request = ExperimentRequest.change(body, old);
        repository.update(old.id(), request.name(), request.description());
        request.variables().forEach(variable -> repository.insert(old.id(), variable));
        request.metrics().forEach(metric -> repository.insert(old.id(), metric));
        return get(id);
    }

    @Transactional
    void delete(String id, @Nullable String ifMatch) {
        Experiment old = lock(id);
        tag(old).require(ifMatch);
        repository.delete(old.id());
    }

    static EntityTag tag(Experiment experiment) {
        return EntityTag.of(ChronoUnit.MICROS.between(Instant.EPOCH, experiment.updatedAt()));
    }
}
