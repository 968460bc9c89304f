package dev.lawcast.runs;

import dev.lawcast.access.Quota;
import dev.lawcast.access.Quotas;
import dev.lawcast.api.InputErrors;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.uploads.Upload;
import dev.lawcast.uploads.UploadFormat;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;

/// Takes an upload of runs: all of it or nothing, in one transaction. It goes by COPY into a
/// temporary table, a large one as it comes, and three statements merge it, or one where it is
/// small and its keys are all new. That is under the experiment's lock, so that uploads of the same
/// keys at the same time neither deadlock nor double.
@Service
class RunUpload {

    /// The content of a run as one value; `array_send` tells 0 from -0, which `=` does not.
    private static final String CONTENT =
            """
            (array_send(%1$s.variables), %1$s.labels, array_send(%1$s.metrics),
             array_send(%1$s.standard_errors), %1$s.run_group, %1$s.seed, %1$s.status, %1$s.tags,
             %1$s.started_at)\
            """;

    private static final String CHANGED =
            " from staged_run s join run r on r.experiment_id = :experiment and r.key = s.key\nwhere "
                    + CONTENT.formatted("s")
                    + "\n    is distinct from "
                    + CONTENT.formatted("r")
                    + "\n    or s.excluded is not null and s.excluded is distinct from r.excluded\n";

    private final Experiments experiments;
    private final Quotas quotas;
    private final JdbcTemplate template;
    private final JdbcClient database;

    RunUpload(Experiments experiments, Quotas quotas, JdbcTemplate template) {
        this.experiments = experiments;
        this.quotas = quotas;
        this.template = template;
        this.database = JdbcClient.create(template);
    }

    @Transactional
    UploadCounts take(String experimentId, Upload upload) {
        UploadCounts counts = write(experimentId, upload);
        if (counts.created() > 0) {
            quotas.require(Quota.RUNS, this::stored);
        }
        return counts;
    }

    /// In the whole workspace.
    private long stored() {
        return database.sql("select count(*) from run").query(Long.class).single();
    }

    private UploadCounts write(String experimentId, Upload upload) {
        Experiment experiment = experiments.get(experimentId);
        // a slow client may take its time; between two reads the server's connection timeout holds
        template.execute("set local statement_timeout = '1h'");
        var errors = new InputErrors();
        boolean lines = upload.format() != UploadFormat.JSON;
        RunStage stage =
                onConnection(connection -> stage(connection, experiment, upload, errors, lines));
        if (!stage.isHeld()) {
            findDuplicates(new RowErrors(errors, lines));
        }
        errors.throwIfAny();
        experiments.lock(experimentId);
        if (stage.isHeld()) {
            boolean allNew = !anyStored(experiment.id(), stage.heldKeys());
            onConnection(connection -> {
                stage.putHeldAside();
                return stage;
            });
            if (allNew) {
                return new UploadCounts(create(experiment.id(), "true"), 0, 0);
            }
        }
        return merge(experiment.id(), stage.rows());
    }

    /// All in one transaction, and so on one connection.
    private <T> T onConnection(ConnectionCallback<T> work) {
        return Objects.requireNonNull(template.execute(work));
    }

    private static RunStage stage(
            Connection connection,
            Experiment experiment,
            Upload upload,
            InputErrors errors,
            boolean lines)
            throws SQLException {
        try (var stage = new RunStage(connection)) {
            var intake = new RowIntake(experiment, errors, lines, stage);
            switch (upload.format()) {
                case CSV -> CsvRuns.read(upload.text(), intake);
                case JSON -> new JsonRuns(intake).readDocument(upload.text(), errors);
                case NDJSON -> new JsonRuns(intake).readLines(upload.text());
                case NPY -> throw new IllegalArgumentException("runs do not come as NPY");
            }
            stage.finish();
            return stage;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean anyStored(UUID experiment, String[] keys) {
        boolean any =
                database.sql("select exists (select 1 from run where experiment_id = ?)")
                        .param(experiment)
                        .query(Boolean.class)
                        .single();
        return any // else the first upload asks for thousands of keys in vain
                && database.sql(
                                "select exists (select 1 from run where experiment_id = ? and key = any (?))")
                        .param(experiment)
                        .param(keys)
                        .query(Boolean.class)
                        .single();
    }

    private void findDuplicates(RowErrors errors) {
        boolean none =
                database.sql("select key from staged_run group by key having count(*) > 1 limit 1")
                        .query(String.class)
                        .optional()
                        .isEmpty();
        if (none) {
            return;
        }
        database.sql(
                        """
                        select key, first, place
                        from (select key, place, min(place) over (partition by key) as first
                              from staged_run) as keys
                        where place > first
                        order by place
                        """)
                .withFetchSize(1_000)
                .query(row -> {
                    errors.duplicate(
                            row.getString("key"), row.getLong("first"), row.getLong("place"));
                });
    }

    private UploadCounts merge(UUID experiment, long staged) {
        long updated =
                database.sql(
                                """
                                insert into run_revision
                                    (run_id, revision, variables, labels, metrics, standard_errors, run_group,
                                     seed, status, tags, started_at, excluded)
                                select r.id, r.revision, r.variables, r.labels, r.metrics, r.standard_errors,
                                       r.run_group, r.seed, r.status, r.tags, r.started_at, r.excluded
                                """
                                        + CHANGED)
                        .param("experiment", experiment)
                        .update();
        if (updated > 0) {
            database.sql(
                            """
                            update run set
                                revision = changed.revision + 1,
                                variables = changed.variables, labels = changed.labels,
                                metrics = changed.metrics, standard_errors = changed.standard_errors,
                                run_group = changed.run_group, seed = changed.seed,
                                status = changed.status, tags = changed.tags,
                                started_at = changed.started_at, excluded = changed.excluded,
                                updated_at = clock_timestamp()
                            from (select r.id, r.revision, s.variables, s.labels, s.metrics,
                                         s.standard_errors, s.run_group, s.seed, s.status, s.tags,
                                         s.started_at, coalesce(s.excluded, r.excluded) as excluded
                            """
                                    + CHANGED
                                    + " order by r.id for no key update of r) as changed"
                                    + " where run.id = changed.id")
                    .param("experiment", experiment)
                    .update();
        }
        long created =
                create(
                        experiment,
                        "not exists (select 1 from run r where r.experiment_id = :experiment and r.key = s.key)");
        return new UploadCounts(created, updated, staged - created - updated);
    }

    /// Neighbours in the index are inserted one after the other.
    private long create(UUID experiment, String condition) {
        return database.sql(
                        """
                        insert into run
                            (experiment_id, workspace_id, key, variables, labels, metrics, standard_errors,
                             run_group, seed, status, tags, started_at, excluded)
                        select :experiment, (select current_workspace()), key, variables, labels, metrics, standard_errors,
                               run_group, seed, status, tags, started_at, excluded
                        from staged_run s where %s order by key
                        """
                                .formatted(condition))
                .param("experiment", experiment)
                .update();
    }
}
