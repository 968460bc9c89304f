package dev.lawcast.curves;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.Page;
import dev.lawcast.api.Suggestion;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.experiments.Metric;
import dev.lawcast.uploads.DecimalNumber;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

import java.util.List;

/// The curves of a run, read back.
@Service
class Curves {

    static final int PAGE = 1_000;
    static final int LARGEST_PAGE = 10_000;

    private static final String LIST = "points";
    private static final double BEFORE_ALL = -1; // steps are 0 or more

    private final CurveRepository repository;
    private final Experiments experiments;

    Curves(CurveRepository repository, Experiments experiments) {
        this.repository = repository;
        this.experiments = experiments;
    }

    /// One curve, page by page.
    @Transactional(readOnly = true)
    Page<CurvePoint> curve(
            String experimentId, String run, String metric, int limit, @Nullable String cursor) {
        Experiment experiment = experiments.get(experimentId);
        long id = run(experiment, run);
        List<CurvePoint> found =
                repository.page(id, metric(experiment, metric).id(), after(cursor), limit + 1);
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(found.subList(0, limit), cursor(found.get(limit - 1).step()));
    }

    /// All metrics, step by step.
    @Transactional(readOnly = true)
    Page<CurveRow> rows(String experimentId, String run, int limit, @Nullable String cursor) {
        Experiment experiment = experiments.get(experimentId);
        long id = run(experiment, run);
        List<CurveRow> found = repository.rows(id, experiment.metrics(), after(cursor), limit + 1);
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(
                        List.copyOf(found.subList(0, limit)), cursor(found.get(limit - 1).step()));
    }

    /// One curve from at most so many of its points, for a chart. Counts and reads one snapshot.
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    Page<CurvePoint> drawn(
            String experimentId, String run, @Nullable String metric, String maxPoints) {
        int most = Cursor.number("max_points", maxPoints, ExtremesPerBucket.FEWEST, LARGEST_PAGE);
        if (metric == null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER,
                    "max_points is given without metric; one curve is drawn at a time. Add"
                            + " metric=….");
        }
        Experiment experiment = experiments.get(experimentId);
        long id = run(experiment, run);
        int metricId = metric(experiment, metric).id();
        var drawn = new ExtremesPerBucket(repository.count(id, metricId), most);
        repository.forEach(id, metricId, drawn::add);
        return new Page<>(drawn.points(), null);
    }

    private long run(Experiment experiment, String key) {
        return repository
                .run(experiment.id(), key)
                .orElseThrow(() -> ApiException.notFound("run", key));
    }

    private static Metric metric(Experiment experiment, String name) {
        return experiment
                .metric(name)
                .orElseThrow(() ->
                        new ApiException(
                                ErrorCode.INVALID_PARAMETER,
                                "The experiment has no metric '"
                                        + InputError.cut(name)
                                        + "'."
                                        + Suggestion.didYouMean(
                                                name,
                                                experiment.metrics().stream()
                                                        .map(Metric::name)
                                                        .toList())));
    }

    private static String cursor(double step) {
        return Cursor.after(LIST, Double.toString(step));
    }

    private static double after(@Nullable String cursor) {
        String key = Cursor.key(LIST, cursor);
        if (key == null) {
            return BEFORE_ALL;
        }
        double step = DecimalNumber.parse(key);
        if (Double.isNaN(step)) {
            throw Cursor.unknown(String.valueOf(cursor));
        }
        return step;
    }
}
