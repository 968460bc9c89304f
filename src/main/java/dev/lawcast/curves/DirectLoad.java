package dev.lawcast.curves;

import dev.lawcast.access.OwnerRights;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.uploads.BinaryCopy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.Set;

/// The usual upload, in which every curve goes on where it ended: COPY straight into the table,
/// about as fast as the database can. It gives up, without a word to the client, at the first thing
/// that is not so (a step that does not ascend, a run that is locked or unknown, an error);
/// [CarefulLoad] then takes the same upload.
///
/// Nothing can violate the primary key: the rows of the runs are locked and their last steps known.
final class DirectLoad {

    private final PointRepository repository;
    private final Experiment experiment;
    private final KnownRuns runs;
    private final Connection connection;
    private @Nullable BinaryCopy copy;
    private @Nullable OwnerRights rights;
    private long created;

    DirectLoad(PointRepository repository, Experiment experiment, Connection connection) {
        this.repository = repository;
        this.experiment = experiment;
        this.runs = new KnownRuns(experiment);
        this.connection = connection;
    }

    /// Points that were created, or nothing: then the caller rolls back.
    OptionalLong load(PointReader reader, PointBatch batch) throws SQLException, IOException {
        try {
            while (reader.next(batch)) {
                if (batch.hasErrors() || !prepareRuns(batch) || !write(batch)) {
                    return OptionalLong.empty();
                }
            }
            finishCopy();
            return OptionalLong.of(created);
        } finally {
            if (copy != null) {
                copy.close();
            }
        }
    }

    private boolean prepareRuns(PointBatch batch) throws SQLException {
        Set<String> missing = runs.missing(batch);
        if (missing.isEmpty()) {
            return true;
        }
        finishCopy(); // a connection in a COPY answers no query
        var found = repository.lockFree(experiment.id(), missing);
        if (found.size() < missing.size()) {
            return false;
        }
        runs.add(found);
        try (var owner = OwnerRights.take(connection)) {
            runs.readLastSteps(repository, found); // after the lock: now nobody adds to them
        }
        return true;
    }

    private boolean write(PointBatch batch) throws SQLException {
        BinaryCopy out = copy == null ? beginCopy() : copy;
        KnownRuns.@Nullable Known run = null;
        for (int i = 0; i < batch.size; i++) {
            String key = batch.run[i];
            if (run == null || !run.key.equals(key)) {
                run = runs.get(key);
            }
            int metric = batch.metric[i];
            if (run == null || !run.append(metric, batch.step[i])) {
                return false;
            }
            out.row(4);
            out.bigint(run.id);
            out.integer(runs.metricId(metric));
            out.number(batch.step[i]);
            out.number(batch.value[i]);
        }
        return true;
    }

    private BinaryCopy beginCopy() throws SQLException {
        rights = OwnerRights.take(connection);
        BinaryCopy begun = PointRepository.copy(connection);
        copy = begun;
        return begun;
    }

    private void finishCopy() throws SQLException {
        if (copy != null) {
            created += copy.finish();
            copy = null;
        }
        if (rights != null) {
            rights.close();
            rights = null;
        }
    }
}
