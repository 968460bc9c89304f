package dev.lawcast.sources;

import dev.lawcast.access.Quota;
import dev.lawcast.access.Quotas;
import dev.lawcast.api.Ids;
import dev.lawcast.uploads.SpooledBody;
import dev.lawcast.uploads.UploadFormat;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// Takes features and labels in: all of a body or nothing, and until then the former ones stay. The
/// sample is locked for the last moment only, when everything is checked and written.
@Service
class SampleUploads {

    private static final int CHUNK = 1 << 20;

    private final Samples samples;
    private final SampleRepository repository;
    private final SampleLimits limits;
    private final Quotas quotas;
    private final TransactionTemplate transaction;

    SampleUploads(
            Samples samples,
            SampleRepository repository,
            SampleLimits limits,
            Quotas quotas,
            PlatformTransactionManager transactions) {
        this.samples = samples;
        this.repository = repository;
        this.limits = limits;
        this.quotas = quotas;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// A body and what the request says of it.
    record Body(UploadFormat format, CsvCells.Header header, SpooledBody bytes) {}

    /// The sample with its new features; unchanged where it had the same ones.
    ///
    /// @throws dev.lawcast.api.ApiException with all that is wrong with them
    Sample features(Sample.Kind kind, String id, @Nullable String ifMatch, Body body) {
        return Objects.requireNonNull(
                transaction.execute(status -> {
                    UUID array = Ids.next();
                    var chunks = new AtomicInteger();
                    SampleArray features =
                            read(
                                    body,
                                    (content, length) ->
                                            repository.insertChunk(
                                                    array,
                                                    chunks.getAndIncrement(),
                                                    Arrays.copyOf(content, length)));
                    Sample sample = samples.lock(kind, id, ifMatch);
                    samples.requireDimension(
                            sample.featureSpace(), sample.id(), features.columns());
                    Samples.requireSameRows(features, sample.labels());
                    SampleArray before = sample.features();
                    if (before != null && before.holds(features)) {
                        status.setRollbackOnly();
                        return sample;
                    }
                    repository.insert(array, features);
                    repository.hold(sample.id(), array, idOf(sample.labels()));
                    quotas.require(Quota.PILOT_BYTES, repository::storedBytes);
                    return samples.get(kind, id);
                }));
    }

    /// Likewise the labels.
    Sample labels(Sample.Kind kind, String id, @Nullable String ifMatch, Body body)
            throws IOException {
        Labels labels = LabelReader.read(body.bytes(), body.format(), body.header(), limits);
        return Objects.requireNonNull(
                transaction.execute(status -> {
                    Sample sample = samples.lock(kind, id, ifMatch);
                    Samples.requireSameRows(sample.features(), labels.array());
                    SampleArray before = sample.labels();
                    if (before != null && before.holds(labels.array())) {
                        return sample;
                    }
                    UUID array = Ids.next();
                    repository.insert(array, labels.array());
                    byte[] content = labels.content();
                    for (int at = 0; at < content.length; at += CHUNK) {
                        byte[] part =
                                Arrays.copyOfRange(
                                        content, at, Math.min(content.length, at + CHUNK));
                        repository.insertChunk(array, at / CHUNK, part);
                    }
                    repository.hold(sample.id(), idOf(sample.features()), array);
                    quotas.require(Quota.PILOT_BYTES, repository::storedBytes);
                    return samples.get(kind, id);
                }));
    }

    /// Removes the features and with them the labels, which say nothing without.
    void removeFeatures(Sample.Kind kind, String id, @Nullable String ifMatch) {
        transaction.executeWithoutResult(
                status -> repository.hold(samples.lock(kind, id, ifMatch).id(), null, null));
    }

    void removeLabels(Sample.Kind kind, String id, @Nullable String ifMatch) {
        transaction.executeWithoutResult(status -> {
            Sample sample = samples.lock(kind, id, ifMatch);
            repository.hold(sample.id(), idOf(sample.features()), null);
        });
    }

    private SampleArray read(Body body, FeatureIntake.Sink sink) {
        try {
            return FeatureReader.read(body.bytes(), body.format(), body.header(), limits, sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable UUID idOf(@Nullable SampleArray array) {
        return array == null ? null : array.id();
    }
}
