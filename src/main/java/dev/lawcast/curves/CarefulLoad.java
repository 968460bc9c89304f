package dev.lawcast.curves;

import dev.lawcast.access.OwnerRights;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputErrors;
import dev.lawcast.api.Suggestion;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.uploads.BinaryCopy;
import dev.lawcast.uploads.UploadFormat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Any upload: COPY into a table aside, then compare with what is stored. Names every error, and
/// points that stand twice. The caller holds the experiment locked.
final class CarefulLoad {

    private static final int ERRORS_NAMED = 100;
    private static final int KEYS_COMPARED = 10_000;
    private static final int MANY = 1_000;

    private final PointRepository repository;
    private final Experiment experiment;
    private final UploadFormat format;
    private final Connection connection;
    private final KnownRuns runs;
    private final InputErrors errors = new InputErrors();
    private @Nullable BinaryCopy copy;
    private @Nullable List<String> allKeys;
    private boolean ascending = true;
    private long points;

    CarefulLoad(
            PointRepository repository,
            Experiment experiment,
            UploadFormat format,
            Connection connection) {
        this.repository = repository;
        this.experiment = experiment;
        this.format = format;
        this.connection = connection;
        this.runs = new KnownRuns(experiment);
    }

    /// @throws dev.lawcast.api.ApiException INVALID_INPUT with all that is wrong
    PointCounts load(PointReader reader, PointBatch batch) throws SQLException, IOException {
        repository.makeRoomAside();
        try {
            while (reader.next(batch)) {
                prepareRuns(batch);
                write(batch);
                batch.errors().forEach(errors::add);
            }
            finishCopy();
        } finally {
            if (copy != null) {
                copy.close();
            }
        }
        if (points > MANY) {
            repository.countAside();
        }
        if (!ascending) {
            nameRepeated();
        }
        errors.throwIfAny();
        long updated = repository.updateChanged();
        long created;
        try (var owner = OwnerRights.take(connection)) {
            created = repository.insertNew();
        }
        return new PointCounts(created, updated, points - created - updated);
    }

    private void prepareRuns(PointBatch batch) throws SQLException {
        Set<String> missing = runs.missing(batch);
        if (!missing.isEmpty()) {
            finishCopy();
            runs.add(repository.lock(experiment.id(), missing));
        }
    }

    private void write(PointBatch batch) throws SQLException {
        KnownRuns.@Nullable Known run = null;
        long failed = -1;
        for (int i = 0; i < batch.size; i++) {
            String key = batch.run[i];
            if (run == null || !run.key.equals(key)) {
                run = runs.get(key);
            }
            if (run == null) {
                if (batch.place[i] != failed) {
                    failed = batch.place[i];
                    unknownRun(batch, failed, key);
                }
                continue;
            }
            BinaryCopy out = copy == null ? PointRepository.copyAside(connection) : copy;
            copy = out;
            ascending &= run.append(batch.metric[i], batch.step[i]);
            points++;
            out.row(5);
            out.bigint(batch.place[i]);
            out.bigint(run.id);
            out.integer(runs.metricId(batch.metric[i]));
            out.number(batch.step[i]);
            out.number(batch.value[i]);
        }
    }

    private void finishCopy() throws SQLException {
        if (copy != null) {
            copy.finish();
            copy = null;
        }
    }

    private void unknownRun(PointBatch batch, long place, String key) throws SQLException {
        String suggestion = "";
        if (errors.total() < ERRORS_NAMED) {
            if (allKeys == null) {
                finishCopy();
                allKeys = repository.keys(experiment.id(), KEYS_COMPARED);
            }
            suggestion = Suggestion.didYouMean(key, allKeys);
        }
        batch.fail(
                place,
                "run",
                key,
                ErrorCode.UNKNOWN_NAME,
                "The experiment has no run '"
                        + key
                        + "'."
                        + (suggestion.isEmpty()
                                ? " Maybe its upload comes later: upload runs before their points."
                                : suggestion));
    }

    private void nameRepeated() {
        Map<Long, String> keys = runs.keysById();
        List<PointRepository.Repeated> repeated = repository.repeated(ERRORS_NAMED);
        for (var point : repeated) {
            String metric =
                    experiment.metrics().stream()
                            .filter(m -> m.id() == point.metric())
                            .findFirst()
                            .orElseThrow()
                            .name();
            errors.add(
                    PointBatch.error(
                            format,
                            point.place(),
                            "metrics/" + metric,
                            null,
                            ErrorCode.DUPLICATE,
                            "The metric '"
                                    + metric
                                    + "' of the run '"
                                    + keys.get(point.run())
                                    + "' at step "
                                    + step(point.step())
                                    + " stands in "
                                    + PointBatch.name(format, point.firstPlace())
                                    + " and again in "
                                    + PointBatch.name(format, point.place())
                                    + ". Maybe two logs were joined."));
        }
        if (repeated.size() == ERRORS_NAMED) {
            errors.addUnnamed(repository.countRepeated() - repeated.size());
        }
    }

    private static String step(double step) {
        return step == Math.rint(step) && step < 1e15
                ? Long.toString((long) step)
                : Double.toString(step);
    }
}
