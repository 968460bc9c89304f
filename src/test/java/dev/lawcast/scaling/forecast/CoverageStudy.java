package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ScalingLaw;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// How often intervals hold the truth: studies simulated from a planted law with log-normal noise,
/// each fitted and asked for a point inside its runs and one 4 times outside. Whether an interval
/// holds the mean is yes or no; that it holds a new run has a probability, Φ((ln u − ln L)/σ) −
/// Φ((ln l − ln L)/σ), which scatters far less than one throw of it.
///
/// The long version (2,000 studies a case, some minutes): `mvn -q test-compile exec:exec
/// -Dexec.executable=java -Dexec.classpathScope=test -Dexec.args="-cp %classpath
/// dev.lawcast.scaling.forecast.CoverageStudy 2000"`
record CoverageStudy(String name, ScalingLaw law, double[] truth, int runs, double noise) {

    static final double LEVEL = .95;

    private static final NormalDistribution NORMAL = new NormalDistribution();

    static List<CoverageStudy> all() {
        double[] power = {1.7, 400, .3};
        double[] joint = {1.7, 406.4, 410.7, .34, .28};
        return List.of(
                new CoverageStudy(
                        "power_law_constant, 12 runs", new PowerLawConstant(), power, 12, .01),
                new CoverageStudy(
                        "power_law_constant, 30 runs", new PowerLawConstant(), power, 30, .01),
                new CoverageStudy("chinchilla, 40 runs", new Chinchilla(), joint, 40, .01));
    }

    /// Shares of studies whose interval holds the truth.
    ///
    /// @param insideWidth half of the mean's interval, in ln metric, over what the true spread of
    ///   the errors asks for: E[ln(u/l)/2] / (t √E[ln²(L̂/L)]), t Student's quantile with as many
    ///   degrees of freedom as the fit has
    /// @param exponentWidth likewise of ln α
    record Coverage(
            double insideMean,
            double insideRun,
            double outsideMean,
            double outsideRun,
            double parameters,
            double insideWidth,
            double outsideWidth,
            double exponentWidth,
            int fitted) {}

    Coverage run(int studies, int replicates, long seed) {
        double[][] held =
                IntStream.range(0, studies)
                        .parallel()
                        .mapToObj(s ->
                                study(new SplittableRandom(seed * 1_000_003L + s), replicates, s))
                        .toArray(double[][]::new);
        double[] sums = new double[11];
        int fitted = 0;
        for (double[] one : held) {
            if (one.length == 0) {
                continue;
            }
            fitted++;
            for (int k = 0; k < sums.length; k++) {
                sums[k] += one[k];
            }
        }
        return new Coverage(
                sums[0] / fitted,
                sums[1] / fitted,
                sums[2] / fitted,
                sums[3] / fitted,
                sums[4] / fitted,
                width(sums[5], sums[6], fitted),
                width(sums[7], sums[8], fitted),
                width(sums[9], sums[10], fitted),
                fitted);
    }

    private double width(double halves, double squares, int fitted) {
        double t =
                new TDistribution(runs - truth.length)
                        .inverseCumulativeProbability((1 + LEVEL) / 2);
        return halves / fitted / (t * Math.sqrt(squares / fitted));
    }

    private double[] study(SplittableRandom random, int replicates, int number) {
        var settings = FitSettings.of(Objective.LOG_SQUARED);
        settings =
                new FitSettings(
                        settings.objective(),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        FitSettings.Noise.ESTIMATED,
                        new FitSettings.Bootstrap(
                                replicates, FitSettings.Bootstrap.Unit.RUN, number),
                        LEVEL,
                        1);
        var outcome = Fitter.fit(law, observations(random), settings, Progress.NONE);
        if (!(outcome instanceof FitOutcome.Converged converged)) {
            return new double[0];
        }
        double[] inside =
                law.variables().size() == 1 ? new double[] {1e8} : new double[] {1e9, 2e10};
        double[] outside =
                law.variables().size() == 1 ? new double[] {4e9} : new double[] {4e10, 8e11};
        var forecasts =
                Forecasts.at(converged.fitted(), List.of(inside, outside), LEVEL).forecasts();
        var alpha = converged.report().parameters().get(law.parameters().size() == 3 ? 2 : 3);
        double truthOfAlpha = truth[law.parameters().size() == 3 ? 2 : 3];
        return new double[] {
            holds(forecasts.get(0).meanInterval(), law.value(truth, inside)),
            holdsNewRun(forecasts.get(0).newRunInterval(), law.value(truth, inside)),
            holds(forecasts.get(1).meanInterval(), law.value(truth, outside)),
            holdsNewRun(forecasts.get(1).newRunInterval(), law.value(truth, outside)),
            holds(alpha.intervals().bootstrap(), truthOfAlpha),
            halfWidth(forecasts.get(0).meanInterval()),
            squaredError(forecasts.get(0).mean(), law.value(truth, inside)),
            halfWidth(forecasts.get(1).meanInterval()),
            squaredError(forecasts.get(1).mean(), law.value(truth, outside)),
            halfWidth(alpha.intervals().bootstrap()),
            squaredError(Objects.requireNonNull(alpha.estimate()), truthOfAlpha)
        };
    }

    private Observations observations(SplittableRandom random) {
        int variables = law.variables().size();
        double[][] x = new double[variables][runs];
        double[] y = new double[runs];
        int side = (int) Math.ceil(Math.sqrt(runs));
        for (int i = 0; i < runs; i++) {
            if (variables == 1) {
                x[0][i] = 1e6 * Math.pow(1000, (double) i / (runs - 1));
            } else {
                x[0][i] = 1e8 * Math.pow(100, (double) (i % side) / (side - 1));
                x[1][i] = 2e9 * Math.pow(100, (double) (i / side) / (side - 1));
            }
            double[] point = new double[variables];
            for (int j = 0; j < variables; j++) {
                point[j] = x[j][i];
            }
            y[i] = newRun(random, point);
        }
        return new Observations(
                IntStream.range(0, runs).mapToObj(i -> "run-" + i).toList(), x, y, null, null);
    }

    private double newRun(SplittableRandom random, double[] x) {
        return law.value(truth, x) * Math.exp(noise * random.nextGaussian());
    }

    private static double holds(@Nullable Interval interval, double value) {
        return interval != null && interval.contains(value) ? 1 : 0;
    }

    private static double halfWidth(@Nullable Interval interval) {
        return interval == null || interval.lower() == null || interval.upper() == null
                ? Double.POSITIVE_INFINITY
                : Math.log(interval.upper() / interval.lower()) / 2;
    }

    private static double squaredError(double estimate, double expected) {
        double error = Math.log(estimate / expected);
        return error * error;
    }

    /// Chance that the interval holds a run whose expected metric is given.
    private double holdsNewRun(@Nullable Interval interval, double expected) {
        if (interval == null) {
            return 0;
        }
        return below(interval.upper(), expected, 1) - below(interval.lower(), expected, 0);
    }

    private double below(@Nullable Double limit, double expected, double open) {
        return limit == null
                ? open
                : NORMAL.cumulativeProbability(Math.log(limit / expected) / noise);
    }

    static void main(String[] args) {
        int studies = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
        int replicates = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
        long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
        for (CoverageStudy study : all()) {
            long start = System.nanoTime();
            System.out.printf(
                    "%s: %s (%.0f s)%n",
                    study.name(),
                    study.run(studies, replicates, seed),
                    (System.nanoTime() - start) / 1e9);
        }
    }
}
