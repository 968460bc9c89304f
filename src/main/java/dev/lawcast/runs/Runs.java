package dev.lawcast.runs;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.EntityTag;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Experiments;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The runs of experiments: found, listed, excluded, deleted.
@Service
public class Runs {

    private static final String LIST = "runs";

    private final Experiments experiments;
    private final RunRepository repository;

    Runs(Experiments experiments, RunRepository repository) {
        this.experiments = experiments;
        this.repository = repository;
    }

    /// All runs that meet a filter and are not excluded, ordered by key.
    ///
    /// @param where the filter (docs/reference/where.md), null for all
    /// @throws ApiException INVALID_FILTER
    @Transactional(readOnly = true)
    public List<RunValues> matching(Experiment experiment, @Nullable String where) {
        return repository.values(experiment, filter(experiment, where, Exclusion.NOT_EXCLUDED));
    }

    /// Refuses a filter that [#matching] would refuse.
    public void checkFilter(Experiment experiment, @Nullable String where) {
        filter(experiment, where, Exclusion.ANY);
    }

    /// @throws ApiException NOT_FOUND
    @Transactional(readOnly = true)
    public Run get(Experiment experiment, String key) {
        return (key.indexOf('\0') >= 0 ? Optional.<Run>empty() : repository.find(experiment, key))
                .orElseThrow(() -> ApiException.notFound("run", key));
    }

    @Transactional(readOnly = true)
    Page<Run> page(
            Experiment experiment,
            @Nullable String where,
            Exclusion exclusion,
            int limit,
            @Nullable String cursor) {
        Filter filter = filter(experiment, where, exclusion);
        List<Run> found = repository.page(experiment, filter, Cursor.key(LIST, cursor), limit + 1);
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        List<Run> items = found.subList(0, limit);
        return new Page<>(items, Cursor.after(LIST, items.getLast().key()));
    }

    @Transactional
    Run change(String experimentId, String key, @Nullable String ifMatch, JsonBody body) {
        body.allow("excluded");
        if (!body.mentions("excluded")) {
            body.missing("excluded");
        }
        String reason = body.text("excluded", RunTexts.LONGEST_TEXT);
        String rule = reason == null ? null : RunTexts.brokenByText(reason);
        if (rule != null) {
            body.fail(
                    "excluded",
                    reason,
                    ErrorCode.OUT_OF_RANGE,
                    "'excluded' is '" + InputError.cut(reason) + "', " + rule);
        }
        Experiment experiment = experiments.lock(experimentId);
        Run run = get(experiment, key);
        tag(run).require(ifMatch);
        body.errors().throwIfAny();
        if (!Objects.equals(run.excluded(), reason)) {
            repository.keepRevision(run);
            repository.exclude(run, reason);
        }
        return get(experiment, key);
    }

    @Transactional
    void delete(String experimentId, String key, @Nullable String ifMatch) {
        Experiment experiment = experiments.lock(experimentId);
        Run run = get(experiment, key);
        tag(run).require(ifMatch);
        repository.delete(run);
    }

    static EntityTag tag(Run run) {
        return EntityTag.of(run.id(), run.revision());
    }

    static Filter filter(Experiment experiment, @Nullable String where, Exclusion exclusion) {
        Filter given = FilterParser.parse(where, new RunColumns(experiment));
        Filter notExcluded =
                new Filter.IsNull(new RunColumn.Attribute(RunColumn.Attribute.Kind.EXCLUDED));
        return switch (exclusion) {
            case ANY -> given;
            case NOT_EXCLUDED -> new Filter.And(List.of(notExcluded, given));
            case EXCLUDED -> new Filter.And(List.of(new Filter.Not(notExcluded), given));
        };
    }

    /// Which runs a list shows.
    enum Exclusion {
        ANY,
        NOT_EXCLUDED,
        EXCLUDED;

        static Exclusion of(@Nullable String excluded) {
            return switch (excluded) {
                case null -> ANY;
                case "true" -> EXCLUDED;
                case "false" -> NOT_EXCLUDED;
                default ->
                        throw new ApiException(
                                ErrorCode.INVALID_PARAMETER,
                                "excluded is '"
                                        + InputError.cut(excluded)
                                        + "', must be true or false; left out it shows both.");
            };
        }
    }
}
