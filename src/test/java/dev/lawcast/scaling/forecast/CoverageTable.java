package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitReport.Intervals;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.FitSettings.Bootstrap.Method;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLaw;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Writes the table of `docs/reference/coverage.md`: how often each kind of interval holds the
/// truth, and how wide it is, over studies simulated from planted laws with log-normal noise.
///
/// `mvn -q test-compile exec:exec -Dexec.executable=java -Dexec.classpathScope=test
/// -Dexec.args="-Djava.util.concurrent.ForkJoinPool.common.parallelism=1 -cp %classpath
/// dev.lawcast.scaling.forecast.CoverageTable 1000 500"` (studies, replicates; two threads, about
/// an hour; a third argument picks cases by name)
record CoverageTable(
        String name,
        ScalingLaw law,
        Objective objective,
        double[] truth,
        double[][] sizes,
        List<double[]> points,
        double noise) {

    private static final double LEVEL = .95;

    /// Points inside the runs and 4 times outside in every size.
    private static final int INSIDE = 0;

    private static final int OUTSIDE = 1;

    static List<CoverageTable> all() {
        double[] power = {1.7, 400, .3};
        double[] joint = {1.7, 406.4, 410.7, .34, .28};
        var chinchilla = new Chinchilla();
        return List.of(
                one("power_law, 12 runs", new PowerLaw(), new double[] {20, .2}, 12, .01),
                one("power_law_constant, 12 runs", new PowerLawConstant(), power, 12, .01),
                one("power_law_constant, 30 runs", new PowerLawConstant(), power, 30, .01),
                two("chinchilla, 40 runs", Objective.LOG_SQUARED, joint, 40, .01),
                two("chinchilla, 100 runs, 2 % noise", Objective.LOG_SQUARED, joint, 100, .02),
                two("chinchilla, 40 runs, huber", chinchilla.defaultObjective(), joint, 40, .01));
    }

    /// Sizes evenly spread in ln x over three decades.
    private static CoverageTable one(
            String name, ScalingLaw law, double[] truth, int runs, double noise) {
        double[] x = new double[runs];
        for (int i = 0; i < runs; i++) {
            x[i] = 1e6 * Math.pow(1000, (double) i / (runs - 1));
        }
        return new CoverageTable(
                name,
                law,
                Objective.LOG_SQUARED,
                truth,
                new double[][] {x},
                List.of(
                        new double[] {1e8},
                        new double[] {4e9},
                        new double[] {1e7},
                        new double[] {1e9}),
                noise);
    }

    /// A grid of two sizes over two decades each.
    private static CoverageTable two(
            String name, Objective objective, double[] truth, int runs, double noise) {
        double[][] x = new double[2][runs];
        int side = (int) Math.ceil(Math.sqrt(runs));
        for (int i = 0; i < runs; i++) {
            x[0][i] = 1e8 * Math.pow(100, (double) (i % side) / (side - 1));
            x[1][i] = 2e9 * Math.pow(100, (double) (i / side) / (side - 1));
        }
        return new CoverageTable(
                name,
                new Chinchilla(),
                objective,
                truth,
                x,
                List.of(
                        new double[] {1e9, 2e10},
                        new double[] {4e10, 8e11},
                        new double[] {1e8, 2e11},
                        new double[] {1e10, 2e9}),
                noise);
    }

    /// How often intervals of one quantity and kind held the truth, and their widths in logarithms.
    private static final class Tally {
        private int held;
        private final List<Double> widths = new ArrayList<>();

        void add(@Nullable Interval interval, double truth) {
            held += interval != null && interval.contains(truth) ? 1 : 0;
            Double lower = interval == null ? null : interval.lower();
            Double upper = interval == null ? null : interval.upper();
            widths.add(
                    lower == null || upper == null
                            ? Double.POSITIVE_INFINITY
                            : Math.log(upper) - Math.log(lower));
        }

        double share() {
            return (double) held / widths.size();
        }

        double width() {
            Collections.sort(widths);
            return widths.get(widths.size() / 2);
        }
    }

    private static final List<String> KINDS = List.of("wald", "profile", "simulated", "resampled");

    /// Kind → quantity → tally. Quantities: each parameter, then `mean`, `run`, `band`.
    private Map<String, Map<String, Tally>> run(int studies, int replicates) {
        var tallies = new TreeMap<String, Map<String, Tally>>();
        IntStream.range(0, studies).parallel().forEach(s -> study(s, replicates, tallies));
        return tallies;
    }

    private void study(int number, int replicates, Map<String, Map<String, Tally>> tallies) {
        var random = new SplittableRandom(1_000_003L + number);
        int n = sizes[0].length;
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            double[] x = new double[sizes.length];
            for (int j = 0; j < x.length; j++) {
                x[j] = sizes[j][i];
            }
            y[i] = newRun(random, x);
        }
        double[] runs = points.stream().mapToDouble(x -> newRun(random, x)).toArray();
        var keys = IntStream.range(0, n).mapToObj(i -> "run-" + i).toList();
        var data = new Observations(keys, sizes, y, null, null);
        for (Method method : List.of(Method.SIMULATE, Method.RESAMPLE)) {
            var settings = settings(method, replicates, number);
            if (!(Fitter.fit(law, data, settings, Progress.NONE)
                    instanceof FitOutcome.Converged fit)) {
                continue;
            }
            boolean simulated = method == Method.SIMULATE;
            var basis = simulated ? new Forecasts.Basis(data, settings) : null;
            var forecasts = Forecasts.at(fit.fitted(), points, LEVEL, basis, null).forecasts();
            synchronized (tallies) {
                String drawn = simulated ? "simulated" : "resampled";
                for (int k = 0; k < truth.length; k++) {
                    var parameter = fit.report().parameters().get(k);
                    var kinds = parameter.intervals();
                    tally(tallies, drawn, parameter.name(), kinds.bootstrap(), truth[k]);
                    if (simulated) {
                        tally(tallies, "wald", parameter.name(), kinds.wald(), truth[k]);
                        tally(tallies, "profile", parameter.name(), kinds.profile(), truth[k]);
                    }
                }
                for (int i : new int[] {INSIDE, OUTSIDE}) {
                    String where = i == INSIDE ? " inside" : " outside";
                    var forecast = forecasts.get(i);
                    double mean = law.value(truth, points.get(i));
                    Intervals kinds = forecast.kinds();
                    tally(tallies, drawn, "mean" + where, kinds.bootstrap(), mean);
                    tally(tallies, drawn, "run" + where, forecast.newRunInterval(), runs[i]);
                    if (simulated) {
                        tally(tallies, "wald", "mean" + where, kinds.wald(), mean);
                        tally(tallies, "profile", "mean" + where, kinds.profile(), mean);
                    }
                }
                bands(tallies, drawn, forecasts, runs);
            }
        }
    }

    /// Whether all points lie within their simultaneous bands.
    private void bands(
            Map<String, Map<String, Tally>> tallies,
            String kind,
            List<Forecast> forecasts,
            double[] runs) {
        boolean means = true;
        boolean all = true;
        for (int i = 0; i < runs.length; i++) {
            Interval mean = forecasts.get(i).meanBand();
            Interval run = forecasts.get(i).newRunBand();
            means &= mean != null && mean.contains(law.value(truth, points.get(i)));
            all &= run != null && run.contains(runs[i]);
        }
        var one = new Interval(1., 1., LEVEL);
        tally(tallies, kind, "band of means", one, means ? 1 : 2);
        tally(tallies, kind, "band of runs", one, all ? 1 : 2);
    }

    private static void tally(
            Map<String, Map<String, Tally>> tallies,
            String kind,
            String quantity,
            @Nullable Interval interval,
            double truth) {
        tallies.computeIfAbsent(kind, _ -> new TreeMap<>())
                .computeIfAbsent(quantity, _ -> new Tally())
                .add(interval, truth);
    }

    private double newRun(SplittableRandom random, double[] x) {
        return law.value(truth, x) * Math.exp(noise * random.nextGaussian());
    }

    private FitSettings settings(Method method, int replicates, long seed) {
        return new FitSettings(
                objective,
                Map.of(),
                Map.of(),
                List.of(),
                FitSettings.Noise.ESTIMATED,
                new FitSettings.Bootstrap(replicates, FitSettings.Bootstrap.Unit.RUN, method, seed),
                Map.of(),
                method == Method.SIMULATE,
                LEVEL,
                1);
    }

    private void print(int studies, int replicates) {
        var tallies = run(studies, replicates);
        var profile = tallies.getOrDefault("profile", Map.of());
        boolean many = sizes[0].length >= 20 * truth.length;
        for (String kind : KINDS) {
            var of = tallies.getOrDefault(kind, Map.of());
            boolean usual = kind.equals(many ? "resampled" : "simulated");
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s%s | %s | %s | %s | %s | %s | %s | %s |%n",
                    name,
                    kind,
                    usual ? " (default)" : "",
                    parameters(of, Tally::share, Math::min)
                            + " – "
                            + parameters(of, Tally::share, Math::max),
                    share(of, "mean inside"),
                    share(of, "mean outside"),
                    share(of, "run inside"),
                    share(of, "run outside"),
                    share(of, "band of means") + " / " + share(of, "band of runs"),
                    widths(of, profile));
        }
    }

    private String parameters(
            Map<String, Tally> of,
            ToDoubleFunction<Tally> figure,
            java.util.function.DoubleBinaryOperator pick) {
        return text(
                law.parameters().stream()
                        .map(p -> of.get(p.name()))
                        .mapToDouble(figure)
                        .reduce(pick)
                        .orElse(Double.NaN));
    }

    /// Largest ratio of the median width to the profile's, over parameters, and over means.
    private String widths(Map<String, Tally> of, Map<String, Tally> profile) {
        Function<List<String>, Double> worst =
                names ->
                        names.stream()
                                .mapToDouble(q -> width(of, q) / width(profile, q))
                                .max()
                                .orElse(Double.NaN);
        return text(worst.apply(law.parameters().stream().map(p -> p.name()).toList()))
                + " / "
                + text(worst.apply(List.of("mean inside", "mean outside")));
    }

    private static double width(Map<String, Tally> of, String quantity) {
        Tally tally = of.get(quantity);
        return tally == null ? Double.NaN : tally.width();
    }

    private static String share(Map<String, Tally> of, String quantity) {
        Tally tally = of.get(quantity);
        return tally == null ? "–" : text(tally.share());
    }

    private static String text(double value) {
        return Double.isNaN(value)
                ? "–"
                : Double.isInfinite(value)
                        ? "open"
                        : String.format(Locale.ROOT, value < 1 ? "%.3f" : "%.2f", value)
                                .replaceFirst("^0", "");
    }

    static void main(String[] args) {
        int studies = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int replicates = args.length > 1 ? Integer.parseInt(args[1]) : 500;
        String wanted = args.length > 2 ? args[2] : "";
        System.out.println(
                "| study | interval | parameters | mean, inside | mean, 4× outside | new run, inside | new run, 4× outside | bands (means / runs) | width (parameters / means) |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        for (CoverageTable table : all()) {
            if (table.name().contains(wanted)) {
                table.print(studies, replicates);
            }
        }
    }
}
