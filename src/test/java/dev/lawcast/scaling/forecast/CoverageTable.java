package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitReport;
import dev.lawcast.scaling.fit.FitReport.Intervals;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Progress;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Writes the table of `docs/reference/coverage.md`: how often each kind of interval holds the
/// truth, and how wide it is, over studies simulated from planted laws.
///
/// `mvn -q test-compile exec:exec -Dexec.executable=java -Dexec.classpathScope=test
/// -Dexec.args="-Djava.util.concurrent.ForkJoinPool.common.parallelism=1 -cp %classpath
/// dev.lawcast.scaling.forecast.CoverageTable 1000 400"` (studies, replicates; a third argument
/// picks cases by name)
final class CoverageTable {

    private static final double LEVEL = .95;

    private final CoverageCase study;
    private final Map<String, Map<String, Tally>> tallies = new TreeMap<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();

    private CoverageTable(CoverageCase study) {
        this.study = study;
    }

    /// How often intervals of one quantity and kind held the truth, and their widths in logarithms.
    private static final class Tally {
        private int held;
        private int low;
        private int high;
        private final List<Double> widths = new ArrayList<>();

        void add(@Nullable Interval interval, double truth) {
            held += interval != null && interval.contains(truth) ? 1 : 0;
            Double lower = interval == null ? null : interval.lower();
            Double upper = interval == null ? null : interval.upper();
            low += upper != null && upper < truth ? 1 : 0;
            high += lower != null && lower > truth ? 1 : 0;
            widths.add(
                    lower == null || upper == null
                            ? Double.POSITIVE_INFINITY
                            : truth > 0 && lower > 0
                                    ? Math.log(upper / lower)
                                    : (upper - lower) / Math.abs(truth));
        }

        double share() {
            return (double) held / widths.size();
        }

        double width() {
            Collections.sort(widths);
            return widths.get(widths.size() / 2);
        }
    }

    private void one(int number, int replicates) {
        var random = new SplittableRandom(1_000_003L + number);
        var data = study.observations(random);
        var points = List.of(study.inside(), study.outside());
        double[] runs = points.stream().mapToDouble(x -> study.newRun(random, x)).toArray();
        var settings =
                FitSettings.of(study.objective())
                        .with(
                                new FitSettings.Bootstrap(
                                        replicates, FitSettings.Bootstrap.Unit.RUN, number));
        FitOutcome outcome = Fitter.fit(study.law(), data, settings, Progress.NONE);
        synchronized (this) {
            outcomes.merge(outcome.getClass().getSimpleName(), 1, Integer::sum);
        }
        if (!(outcome instanceof FitOutcome.Converged fit)) {
            return;
        }
        var basis = new Forecasts.Basis(data, settings);
        var forecasts = Forecasts.at(fit.fitted(), points, LEVEL, basis, null).forecasts();
        synchronized (this) {
            for (int k = 0; k < study.truth().length; k++) {
                FitReport.ParameterReport parameter = fit.report().parameters().get(k);
                add(parameter.name(), parameter.intervals(), study.truth()[k]);
            }
            for (int i = 0; i < 2; i++) {
                String where = i == 0 ? " inside" : " outside";
                Forecast forecast = forecasts.get(i);
                double mean = study.law().value(study.truth(), points.get(i));
                add("~mean" + where, forecast.kinds(), mean);
                tally("default", "~run" + where).add(forecast.newRunInterval(), runs[i]);
            }
        }
    }

    private void add(String quantity, Intervals kinds, double truth) {
        tally("wald", quantity).add(kinds.wald(), truth);
        tally("profile", quantity).add(kinds.profile(), truth);
        tally("default", quantity).add(kinds.bootstrap(), truth);
    }

    private Tally tally(String kind, String quantity) {
        return tallies.computeIfAbsent(quantity, _ -> new TreeMap<>())
                .computeIfAbsent(kind, _ -> new Tally());
    }

    private void print(int studies, int replicates) {
        long start = System.nanoTime();
        IntStream.range(0, studies).parallel().forEach(s -> one(s, replicates));
        System.out.printf(
                Locale.ROOT,
                "## %s %s (%.0f s)%n",
                study.name(),
                outcomes,
                (System.nanoTime() - start) / 1e9);
        tallies.forEach((quantity, kinds) -> {
            System.out.printf("%-14s", quantity);
            Tally profile = kinds.get("profile");
            kinds.forEach((kind, tally) ->
                    System.out.printf(
                            Locale.ROOT,
                            "  %s %.3f (-%.3f +%.3f) w %.2f",
                            kind,
                            tally.share(),
                            (double) tally.low / tally.widths.size(),
                            (double) tally.high / tally.widths.size(),
                            profile == null ? Double.NaN : tally.width() / profile.width()));
            System.out.println();
        });
    }

    static void main(String[] args) {
        int studies = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int replicates = args.length > 1 ? Integer.parseInt(args[1]) : 400;
        List<String> wanted = Arrays.asList(args).subList(Math.min(2, args.length), args.length);
        for (CoverageCase study : CoverageCase.all()) {
            if (wanted.isEmpty() || wanted.stream().anyMatch(w -> study.name().startsWith(w))) {
                new CoverageTable(study).print(studies, replicates);
            }
        }
    }
}
