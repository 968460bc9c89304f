package dev.lawcast.curves;

import dev.lawcast.access.Quota;
import dev.lawcast.access.Quotas;
import dev.lawcast.api.ApiException;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.uploads.SpooledBody;
import dev.lawcast.uploads.UploadFormat;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.OptionalLong;

/// Takes points in, all of an upload or nothing.
///
/// Locks: whoever changes runs locks their experiment first ([Experiments#lock]) and may then wait
/// for runs. A direct load locks runs only, and waits for none. So none waits in a circle.
@Service
class PointUploads {

    private final PointRepository repository;
    private final Experiments experiments;
    private final Quotas quotas;
    private final TransactionTemplate transaction;

    PointUploads(
            PointRepository repository,
            Experiments experiments,
            Quotas quotas,
            PlatformTransactionManager transactions) {
        this.repository = repository;
        this.experiments = experiments;
        this.quotas = quotas;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// Refuses an upload before its body is read.
    void requireTarget(String experimentId, @Nullable String run) {
        requireRun(experiments.get(experimentId), run);
    }

    /// @param run key of the run that all points belong to, or null where each names its own
    /// @throws ApiException NOT_FOUND for the experiment or the run of all, INVALID_INPUT with all
    ///   that is wrong, or why the body cannot be read
    PointCounts upload(
            String experimentId, @Nullable String run, UploadFormat format, SpooledBody body) {
        Experiment experiment = experiments.get(experimentId);
        requireRun(experiment, run);
        OptionalLong created =
                inTransaction(status -> {
                    OptionalLong direct = direct(experiment, run, format, body);
                    direct.ifPresentOrElse(this::count, status::setRollbackOnly);
                    return direct;
                });
        return created.isPresent()
                ? new PointCounts(created.getAsLong(), 0, 0)
                : inTransaction(status -> careful(experimentId, run, format, body));
    }

    private OptionalLong direct(
            Experiment experiment, @Nullable String run, UploadFormat format, SpooledBody body) {
        PointReader reader = reader(experiment, run, format, body);
        return repository.onConnection(connection -> {
            try {
                return new DirectLoad(repository, experiment, connection)
                        .load(reader, new PointBatch(format));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private PointCounts careful(
            String experimentId, @Nullable String run, UploadFormat format, SpooledBody body) {
        Experiment experiment = experiments.lock(experimentId);
        requireRun(experiment, run);
        PointReader reader = reader(experiment, run, format, body);
        PointCounts counts =
                repository.onConnection(connection -> {
                    try {
                        return new CarefulLoad(repository, experiment, format, connection)
                                .load(reader, new PointBatch(format));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        count(counts.created());
        return counts;
    }

    private void count(long created) {
        if (created > 0) {
            repository.count(created);
            quotas.require(Quota.POINTS, repository::counted);
        }
    }

    private static PointReader reader(
            Experiment experiment, @Nullable String run, UploadFormat format, SpooledBody body) {
        return PointReader.of(format, body.text(), new PointFields(experiment.metrics(), run));
    }

    private void requireRun(Experiment experiment, @Nullable String run) {
        if (run != null && repository.run(experiment.id(), run).isEmpty()) {
            throw ApiException.notFound("run", run);
        }
    }

    private <T> T inTransaction(
            org.springframework.transaction.support.TransactionCallback<T> work) {
        return Objects.requireNonNull(transaction.execute(work));
    }
}
