package dev.lawcast.forecasts;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.experiments.Metric;
import dev.lawcast.fits.Fit;
import dev.lawcast.fits.Fits;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.forecast.Allocations;
import dev.lawcast.scaling.forecast.KeptFractions;
import dev.lawcast.scaling.forecast.ParetoRuns;
import dev.lawcast.scaling.forecast.PoolFrontier;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.PoolLaw;
import dev.lawcast.scaling.law.PruningEmpirical;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;

/// What is best for the compute that one has: the Pareto-best runs, and for pools of data how much
/// of them to keep, or which fraction of a data set.
@RestController
@RequestMapping("/api/v1/fits/{fit}/frontier")
class FrontierController {

    private static final int MOST_BINS = 100;
    private static final int MOST_SAMPLES = 200;

    /// Where no numbers of samples are asked for: from one epoch of a pool to so many, in steps of
    /// about √2.
    private static final double MOST_EPOCHS = 64;

    /// Data sets to prune: from the smallest kept set to so many times the largest.
    private static final double KEPT_BEYOND = 4;

    private static final int STEPS = 13;

    private final Fits fits;
    private final Experiments experiments;

    FrontierController(Fits fits, Experiments experiments) {
        this.fits = fits;
        this.experiments = experiments;
    }

    @GetMapping
    FrontierAnswer get(
            @PathVariable("fit") String id,
            @RequestParam(required = false) @Nullable String compute,
            @RequestParam(name = "bins_per_decade", required = false) @Nullable String bins,
            @RequestParam(required = false) @Nullable String samples) {
        Fit fit = fits.get(id);
        Observations runs = fits.observations(fit);
        Map<String, String> names = fits.variables(fit);
        var points = new LawPoints(names, fits.law(fit), fits.labelsOfRuns(fit));
        double level = fits.level(fit);
        FittedLaw fitted = fits.separateGroups(fit) == null ? fits.fittedLawOrNull(fit) : null;
        if (samples != null && (fitted == null || !choosesData(fitted.law()))) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER,
                    "'samples' goes with a law of pools or kept fractions of data, such as quality_quantity and pruning_empirical; this fit is of '%s'."
                            .formatted(fit.law()));
        }
        PoolFrontier pools = pools(fitted, runs, samples, level);
        KeptFractions kept = kept(fitted, runs, samples, level);
        return new FrontierAnswer(
                id,
                fits.metricOfRuns(fit),
                level,
                best(fit, runs, points, compute, bins),
                pools == null ? null : FrontierAnswer.Pools.of(pools, points),
                kept == null ? null : FrontierAnswer.Pruning.of(kept, points),
                points.said(
                        pools != null
                                ? pools.warnings()
                                : kept != null ? kept.warnings() : List.of()));
    }

    private FrontierAnswer.Runs best(
            Fit fit,
            Observations runs,
            LawPoints points,
            @Nullable String compute,
            @Nullable String bins) {
        int perDecade =
                bins == null
                        ? ParetoRuns.BINS_PER_DECADE
                        : Cursor.number("bins_per_decade", bins, 1, MOST_BINS);
        int[] columns = columns(points, compute);
        double factor = columns.length == 1 ? 1 : Allocations.DEFAULT_FLOPS_PER_UNIT;
        double[] cost = new double[runs.size()];
        for (int i = 0; i < cost.length; i++) {
            cost[i] = factor;
            for (int j : columns) {
                cost[i] *= runs.x()[j][i];
            }
        }
        double sign = maximized(fit) ? -1 : 1;
        double[] metric = Arrays.stream(runs.y()).map(y -> sign * y).toArray();
        ParetoRuns pareto = ParetoRuns.of(cost, metric, perDecade);
        var items = new ArrayList<FrontierAnswer.BestRun>();
        for (int i : pareto.kept()) {
            var sizes = new LinkedHashMap<String, Double>();
            for (int j = 0; j < runs.x().length; j++) {
                sizes.put(points.variables().get(j).name(), runs.x()[j][i]);
            }
            items.add(
                    new FrontierAnswer.BestRun(
                            runs.keys().get(i), cost[i], runs.y()[i], points.named(sizes)));
        }
        return new FrontierAnswer.Runs(
                said(points, columns), perDecade, pareto.bins(), pareto.dominated(), items);
    }

    private boolean maximized(Fit fit) {
        return experiments
                .get(fit.experimentId().toString())
                .metric(fits.metricOfRuns(fit))
                .map(metric -> metric.direction() == Metric.Direction.MAXIMIZE)
                .orElse(false);
    }

    /// The variable that is compute, or the two whose product it is.
    private static int[] columns(LawPoints points, @Nullable String compute) {
        List<LawVariable> variables = points.variables();
        var sizes = new ArrayList<Integer>();
        for (int j = 0; j < variables.size(); j++) {
            String symbol = variables.get(j).name();
            if (compute != null
                    && (compute.equals(symbol) || compute.equals(points.name(symbol)))) {
                return new int[] {j};
            }
            if (variables.get(j).kind() == LawVariable.Kind.SIZE) {
                sizes.add(j);
            }
        }
        boolean pool = variables.stream().anyMatch(v -> v.kind() == LawVariable.Kind.LABEL);
        if (compute == null && sizes.size() >= 1 && (sizes.size() <= 2 || pool)) {
            // of pools: the samples seen, whose distinct ones cost nothing more
            int count = pool ? 1 : sizes.size();
            return sizes.stream().limit(count).mapToInt(Integer::intValue).toArray();
        }
        throw new ApiException(
                ErrorCode.INVALID_PARAMETER,
                compute == null
                        ? "The law has %d sizes; say which is compute: compute=<variable>."
                                .formatted(sizes.size())
                        : "'%s' is no variable of this fit; it has %s."
                                .formatted(
                                        InputError.cut(compute),
                                        String.join(", ", points.experimentNames())));
    }

    private static String said(LawPoints points, int[] columns) {
        List<String> names =
                Arrays.stream(columns)
                        .mapToObj(j -> points.name(points.variables().get(j).name()))
                        .toList();
        return names.size() == 1 ? names.getFirst() : "6·" + String.join("·", names);
    }

    private static boolean choosesData(ScalingLaw law) {
        return law instanceof PoolLaw || law instanceof PruningEmpirical;
    }

    /// @return null for a law without kept fractions
    private static @Nullable KeptFractions kept(
            @Nullable FittedLaw fitted, Observations runs, @Nullable String samples, double level) {
        if (fitted == null || !(fitted.law() instanceof PruningEmpirical)) {
            return null;
        }
        double most = Arrays.stream(runs.x()[0]).max().orElseThrow();
        double least = Arrays.stream(runs.x()[0]).min().orElseThrow();
        double[] asked =
                samples == null ? steps(least, KEPT_BEYOND * most / least) : numbers(samples);
        try {
            return KeptFractions.of(fitted, asked, level);
        } catch (IllegalArgumentException e) {
            if (samples == null) {
                return null; // labels that are no fractions: the runs are still worth showing
            }
            throw new ApiException(ErrorCode.CONFLICT, Objects.toString(e.getMessage()));
        }
    }

    /// @return null for a law without pools
    private static @Nullable PoolFrontier pools(
            @Nullable FittedLaw fitted, Observations runs, @Nullable String samples, double level) {
        if (fitted == null || !(fitted.law() instanceof PoolLaw law)) {
            return null;
        }
        var unique = new LinkedHashMap<String, Double>();
        for (int i = 0; i < runs.size(); i++) {
            String pool = alone(law, runs.x()[PoolLaw.POOL][i]);
            if (pool != null) {
                unique.merge(pool, runs.x()[PoolLaw.UNIQUE][i], Math::max);
            }
        }
        double[] asked =
                samples == null
                        ? steps(unique.values().iterator().next(), MOST_EPOCHS * unique.size())
                        : numbers(samples);
        try {
            return PoolFrontier.of(fitted, unique, asked, level);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ErrorCode.CONFLICT, Objects.toString(e.getMessage()));
        }
    }

    /// The pool that a code stands for, null for a union.
    private static @Nullable String alone(PoolLaw law, double code) {
        for (int k = 0; k < law.pools().size(); k++) {
            if (code == Math.scalb(1, k)) {
                return law.pools().get(k);
            }
        }
        return null;
    }

    private static double[] steps(double from, double factor) {
        return DoubleStream.iterate(0, k -> k < STEPS, k -> k + 1)
                .map(k -> from * Math.pow(factor, k / (STEPS - 1)))
                .toArray();
    }

    private static double[] numbers(String list) {
        String[] parts = list.split(",", MOST_SAMPLES + 1);
        if (parts.length > MOST_SAMPLES) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER,
                    "'samples' holds more than %d numbers.".formatted(MOST_SAMPLES));
        }
        return Arrays.stream(parts).mapToDouble(FrontierController::number).toArray();
    }

    private static double number(String text) {
        double value = Double.NaN;
        try {
            value = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            // told below
        }
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER,
                    "'samples' holds '%s', wanted are numbers > 0 separated by commas."
                            .formatted(InputError.cut(text)));
        }
        return value;
    }
}
