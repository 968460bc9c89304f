package dev.lawcast.bench;

import dev.lawcast.scaling.fit.FitOutcome;
import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.FitSettings.Bootstrap;
import dev.lawcast.scaling.fit.Fitter;
import dev.lawcast.scaling.fit.LawSolver;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.fit.Solver;
import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.select.AutoFit;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// What the parts of fitting cost, in multiples of a single fit: does the time grow linearly with
/// the runs, what is allocated, and how much more than one fit are profile intervals, `law: auto`,
/// and thousands of short series? Our half of `bench/fitting.py`; prints JSON lines.
///
/// `mvn -Pbench test-compile exec:exec -Dbench.main=dev.lawcast.bench.FitCosts`
///
/// Medians of repetitions over 2 s each, after 2 s for the compiler.
public final class FitCosts {

    private static final long WARM = 2_000_000_000L;
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final FitSettings RAW =
            FitSettings.of(new Objective(ResidualSpace.RAW, new ResidualLoss.Squared()));

    private FitCosts() {}

    public static void main(String[] arguments) throws InterruptedException {
        grows();
        double single = profiles();
        System.out.printf(Locale.ROOT, "{\"work\": \"chinchilla\", \"ms\": %.4f}%n", single * 1e3);
        chosen();
        series();
    }

    /// Power law with a constant at n = 10² … 10⁶, one fit after another.
    private static void grows() {
        for (int n = 100; n <= 1_000_000; n *= 10) {
            Observations runs = planted(n, 4, 1);
            var solver = new LawSolver(new PowerLawConstant(), RAW);
            Timed ours = timed(() -> solver.solve(runs, Progress.NONE).objective());
            int iterations = solver.solve(runs, Progress.NONE).iterations();
            System.out.printf(
                    Locale.ROOT,
                    "{\"work\": \"grows\", \"n\": %d, \"ms\": %.4f, \"ns_per_run\": %.1f, \"iterations\": %d, \"bytes_allocated\": %d, \"rss\": %.10g}%n",
                    n,
                    ours.seconds * 1e3,
                    ours.seconds * 1e9 / n,
                    iterations,
                    ours.bytes,
                    ours.value);
            if (n == 100_000) {
                var peers = new PowerLawPeers(runs);
                for (var peer :
                        Map.<String, Supplier<Double>>of(
                                        "Hipparchus",
                                        peers::hipparchus,
                                        "Commons Math",
                                        peers::commonsMath)
                                .entrySet()) {
                    Timed theirs = timed(peer.getValue());
                    System.out.printf(
                            Locale.ROOT,
                            "{\"work\": \"peer\", \"n\": %d, \"peer\": \"%s\", \"ms\": %.4f, \"rss\": %.10g}%n",
                            n,
                            peer.getKey(),
                            theirs.seconds * 1e3,
                            theirs.value);
                }
            }
        }
    }

    /// @return seconds of a single fit of the Chinchilla runs
    private static double profiles() {
        var law = new Chinchilla();
        Observations runs = BenchmarkData.chinchilla();
        FitSettings settings = FitSettings.of(law.defaultObjective());
        double single =
                timed(() -> Solver.solve(law, runs, settings, Progress.NONE).objective()).seconds;
        double without = report(law, runs, settings, false);
        double with = report(law, runs, settings, true);
        System.out.printf(
                Locale.ROOT,
                "{\"work\": \"profiles of chinchilla\", \"ms\": %.4f, \"single_fits\": %.2f}%n",
                (with - without) * 1e3,
                (with - without) / single);
        return single;
    }

    private static double report(
            ScalingLaw law, Observations runs, FitSettings settings, boolean profile) {
        var asked =
                new FitSettings(
                        settings.objective(),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        FitSettings.Noise.ESTIMATED,
                        new Bootstrap(0, Bootstrap.Unit.RUN, 1),
                        Map.of(),
                        profile,
                        .95,
                        1);
        return timed(() -> converged(Fitter.fit(law, runs, asked, Progress.NONE))).seconds;
    }

    private static double converged(FitOutcome outcome) {
        return outcome instanceof FitOutcome.Converged ? 1 : 0;
    }

    /// `law: auto` on 30 sizes: all candidates, all cut-offs, no bootstrap; beside a single fit of
    /// a power law with a constant under the same objective.
    private static void chosen() {
        Observations runs = BenchmarkData.power();
        FitSettings settings =
                FitSettings.of(new Objective(ResidualSpace.LOG, new ResidualLoss.Squared()))
                        .with(new Bootstrap(0, Bootstrap.Unit.RUN, 1));
        var solver = new LawSolver(new PowerLawConstant(), settings);
        double single = timed(() -> solver.solve(runs, Progress.NONE).objective()).seconds;
        Timed auto =
                timed(() ->
                        (double) AutoFit.fit(runs, settings, Progress.NONE).candidates().size());
        System.out.printf(
                Locale.ROOT,
                "{\"work\": \"auto\", \"candidates\": %.0f, \"ms\": %.4f, \"single_fits\": %.0f}%n",
                auto.value,
                auto.seconds * 1e3,
                auto.seconds / single);
    }

    /// 10,000 series of 12 points on two threads.
    private static void series() throws InterruptedException {
        List<Observations> all = new ArrayList<>();
        for (int k = 0; k < 10_000; k++) {
            all.add(planted(12, 4, k));
        }
        var seconds = new double[7];
        double[] objectives = new double[all.size()];
        for (int k = 0; k < seconds.length; k++) {
            long start = System.nanoTime();
            Thread[] threads = new Thread[2];
            for (int t = 0; t < 2; t++) {
                int first = t;
                threads[t] =
                        new Thread(() -> {
                            var solver = new LawSolver(new PowerLawConstant(), RAW);
                            for (int i = first; i < all.size(); i += 2) {
                                objectives[i] = solver.solve(all.get(i), Progress.NONE).objective();
                            }
                        });
                threads[t].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            seconds[k] = (System.nanoTime() - start) / 1e9;
        }
        Arrays.sort(seconds);
        System.out.printf(
                Locale.ROOT,
                "{\"work\": \"10,000 series of 12\", \"ms\": %.2f, \"threads\": 2, \"sum_of_rss\": %.8g}%n",
                seconds[seconds.length / 2] * 1e3,
                Arrays.stream(objectives).sum());
    }

    /// L = E + A·x^−α with 1 % noise over some decades.
    static Observations planted(int n, double decades, long seed) {
        var random = new SplittableRandom(seed);
        double e = random.nextDouble(.5, 3);
        double a = random.nextDouble(.5, 5);
        double alpha = random.nextDouble(.2, .6);
        double[] x = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = Math.pow(10, decades * i / (n - 1.));
            y[i] = (e + a * Math.pow(x[i], -alpha)) * Math.exp(.01 * random.nextGaussian());
        }
        return new Observations(
                java.util.Collections.nCopies(n, "run"), new double[][] {x}, y, null, null);
    }

    private record Timed(double seconds, long bytes, double value) {}

    private static Timed timed(Supplier<Double> work) {
        long until = System.nanoTime() + WARM;
        double value = work.get();
        while (System.nanoTime() < until) {
            value = work.get();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        value = work.get();
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        double[] seconds = new double[100_000];
        int count = 0;
        until = System.nanoTime() + WARM;
        do {
            long start = System.nanoTime();
            value = work.get();
            seconds[count++] = (System.nanoTime() - start) / 1e9;
        } while (count < seconds.length && System.nanoTime() < until);
        Arrays.sort(seconds, 0, count);
        return new Timed(seconds[count / 2], bytes, value);
    }
}
