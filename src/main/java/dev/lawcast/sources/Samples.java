package dev.lawcast.sources;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Ids;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/// The sources and validation samples, without their content, and what changes them.
///
/// Locks: first the sample, then its feature space; so no two changes wait in a circle.
@Service
class Samples {

    private final SampleRepository repository;

    Samples(SampleRepository repository) {
        this.repository = repository;
    }

    /// @throws ApiException NOT_FOUND, also where the id does not have the form of one
    Sample get(Sample.Kind kind, String id) {
        return Ids.parse(id)
                .flatMap(parsed -> repository.find(kind, parsed))
                .orElseThrow(() -> ApiException.notFound(kind.title(), id));
    }

    /// As [#get], and other changes wait until the caller's transaction ends.
    Sample lock(Sample.Kind kind, String id, @Nullable String ifMatch) {
        UUID parsed = Ids.parse(id).orElseThrow(() -> ApiException.notFound(kind.title(), id));
        if (!repository.lock(kind, parsed)) {
            throw ApiException.notFound(kind.title(), id);
        }
        Sample sample = get(kind, id);
        sample.tag().require(ifMatch);
        return sample;
    }

    <T> Page<T> page(
            Sample.Kind kind, int limit, @Nullable String cursor, Function<Sample, T> view) {
        List<Sample> found = repository.page(kind, Cursor.id(kind.path(), cursor), limit + 1);
        return Page.of(found, limit, kind.path(), Sample::id).map(view);
    }

    /// In the caller's transaction.
    Sample create(Sample.Kind kind, JsonBody body) {
        SampleFields fields = SampleFields.create(kind, body);
        UUID id = Ids.next();
        if (!repository.insert(id, kind, fields)) {
            throw nameTaken(kind, fields.name());
        }
        return get(kind, id.toString());
    }

    @Transactional
    Sample change(Sample.Kind kind, String id, @Nullable String ifMatch, JsonBody body) {
        Sample old = lock(kind, id, ifMatch);
        SampleFields fields = SampleFields.change(body, old);
        boolean taken =
                repository
                        .find(kind, fields.name())
                        .filter(other -> !other.id().equals(old.id()))
                        .isPresent();
        if (taken) {
            throw nameTaken(kind, fields.name());
        }
        SampleArray features = old.features();
        if (features != null && !fields.featureSpace().equals(old.featureSpace())) {
            requireDimension(fields.featureSpace(), old.id(), features.columns());
        }
        repository.update(old.id(), fields);
        return get(kind, id);
    }

    @Transactional
    void delete(Sample.Kind kind, String id, @Nullable String ifMatch) {
        repository.delete(lock(kind, id, ifMatch).id());
    }

    /// Features of one space have one dimension; the first decides.
    void requireDimension(String featureSpace, UUID sample, int columns) {
        repository.lockSpace(featureSpace);
        repository.other(featureSpace, sample).ifPresent(other -> requireSame(other, columns));
    }

    private static void requireSame(Sample other, int columns) {
        SampleArray features = other.features();
        if (features != null && features.columns() != columns) {
            throw refusal(
                    ErrorCode.DIMENSION_MISMATCH,
                    "The features have "
                            + columns
                            + " columns, those of the "
                            + other.title()
                            + " have "
                            + features.columns()
                            + ". Samples of the feature space '"
                            + other.featureSpace()
                            + "' are compared, so they need the same columns. Maybe they come from"
                            + " another model; then give this sample a 'feature_space' of its own.");
        }
    }

    /// @throws ApiException INVALID_INPUT where there is not one label for each row
    static void requireSameRows(@Nullable SampleArray features, @Nullable SampleArray labels) {
        if (features != null && labels != null && features.rows() != labels.rows()) {
            throw refusal(
                    ErrorCode.LABEL_COUNT_MISMATCH,
                    "There are "
                            + labels.rows()
                            + " labels for "
                            + features.rows()
                            + " rows of features; each row needs one. Maybe a header was read as a"
                            + " label. To replace both, delete the features first, which removes the"
                            + " labels too.");
        }
    }

    static ApiException refusal(ErrorCode code, String message) {
        return new ApiException(
                ErrorCode.INVALID_INPUT,
                message,
                List.of(InputError.at("", null, code, message)),
                1);
    }

    private static ApiException nameTaken(Sample.Kind kind, String name) {
        return new ApiException(
                ErrorCode.CONFLICT,
                "There is a " + kind.title() + " '" + InputError.cut(name) + "' already.");
    }
}
