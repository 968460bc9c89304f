package dev.lawcast.bench;

import dev.lawcast.scaling.transport.CostMatrix;
import dev.lawcast.scaling.transport.CostRows;
import dev.lawcast.scaling.transport.EntropicSettings;
import dev.lawcast.scaling.transport.EntropicTransport;
import dev.lawcast.scaling.transport.ExactTransport;
import dev.lawcast.scaling.transport.Features;
import dev.lawcast.scaling.transport.GroundCost;
import dev.lawcast.scaling.transport.GroundCosts;
import dev.lawcast.scaling.transport.Sample;
import dev.lawcast.scaling.transport.Transport;
import dev.lawcast.scaling.transport.TransportEngine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;

/// Our half of bench/transport.py, which writes the points and runs POT beside it. Prints JSON
/// lines.
///
/// FOLDER WORK n [share of the mean cost, tolerance] … WORK: cost, exact, entropic, streamed, path
///
/// Each is done until three repetitions or 10 s are over; the median counts, after a second for the
/// compiler. What takes longer than five is done once.
public final class TransportMain {

    private static final int FEATURES = 64;
    private static final int MIXTURES = 200;
    private static final boolean PARALLEL = Runtime.getRuntime().availableProcessors() > 1;
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Path folder;

    private TransportMain(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        var bench = new TransportMain(Path.of(arguments[0]));
        for (int k = 1; k < arguments.length; k++) {
            String[] task = arguments[k].split(",", -1);
            int n = Integer.parseInt(task[1]);
            double share = task.length > 2 ? Double.parseDouble(task[2]) : 0;
            double tolerance = task.length > 3 ? Double.parseDouble(task[3]) : 0;
            switch (task[0]) {
                case "cost" -> bench.cost(n);
                case "exact" -> bench.exact(n);
                case "entropic" -> bench.entropic(n, share, tolerance, false);
                case "streamed" -> bench.entropic(n, share, tolerance, true);
                case "path" -> bench.path(n, share, tolerance);
                default -> throw new IllegalArgumentException("unknown work " + task[0]);
            }
        }
    }

    private void cost(int n) throws IOException {
        GroundCosts samples = samples(n);
        Timed<CostMatrix> timed = timed(() -> CostMatrix.of(samples.toValidation()));
        print("cost", n, 0, timed, timed.value.mean(), 0, 0);
    }

    private void exact(int n) throws IOException {
        CostMatrix cost = CostMatrix.of(samples(n).toValidation());
        double[] mass = uniform(n);
        Timed<Transport> timed = timed(() -> new ExactTransport(cost).solve(mass, mass));
        Transport found = timed.value;
        print("exact", n, 0, timed, found.cost(), found.dualityGap(), found.iterations());
    }

    private void entropic(int n, double share, double tolerance, boolean streamed)
            throws IOException {
        CostRows rows = samples(n).toValidation();
        CostRows cost = streamed ? rows : CostMatrix.of(rows);
        double mean = CostMatrix.mean(cost);
        double[] mass = uniform(n);
        var settings = new EntropicSettings(tolerance, 100_000, streamed, PARALLEL);
        Timed<Transport> timed =
                timed(() ->
                        new EntropicTransport(cost, share * mean, mean, settings, () -> false)
                                .solve(mass, mass));
        Transport found = timed.value;
        print(
                streamed ? "streamed" : "entropic",
                n,
                share,
                timed,
                found.cost(),
                found.marginalError(),
                found.iterations());
    }

    /// Rows are three sources of equal size; 200 mixtures along a bent path, each from the last
    /// one's answer, and each afresh.
    private void path(int n, double share, double tolerance) throws IOException {
        CostMatrix cost = CostMatrix.of(samples(n).toValidation());
        var settings = new EntropicSettings(share > 0 ? tolerance : 1e-9, 100_000, false, false);
        DoubleFunction<TransportEngine> engine =
                epsilon ->
                        epsilon > 0
                                ? new EntropicTransport(cost, epsilon, settings)
                                : new ExactTransport(cost);
        double epsilon = share * cost.mean();
        double[] b = uniform(n);
        Timed<Double> warm =
                timed(() -> {
                    TransportEngine one = engine.apply(epsilon);
                    double sum = 0;
                    for (int k = 0; k < MIXTURES; k++) {
                        sum += one.solve(mixture(n, k), b).cost();
                    }
                    return sum;
                });
        Timed<Double> cold =
                timed(() -> {
                    double sum = 0;
                    for (int k = 0; k < MIXTURES; k++) {
                        sum += engine.apply(epsilon).solve(mixture(n, k), b).cost();
                    }
                    return sum;
                });
        print("path warm", n, share, warm, warm.value / MIXTURES, 0, 0);
        print("path cold", n, share, cold, cold.value / MIXTURES, 0, 0);
    }

    private static double[] mixture(int n, int k) {
        double t = k / (MIXTURES - 1.0);
        double[] p = {.1 + .5 * t, .6 - .3 * t * t, .3 - .5 * t + .3 * t * t};
        int third = n / 3;
        double[] a = new double[n];
        for (int i = 0; i < n; i++) {
            int source = Math.min(2, i / third);
            a[i] = p[source] / (source < 2 ? third : n - 2 * third);
        }
        return a;
    }

    private record Timed<T>(T value, double seconds, double cpuSeconds, double allocatedMib) {}

    private static <T> Timed<T> timed(Supplier<T> work) {
        Timed<T> first = once(work);
        if (first.seconds > 5) {
            return first;
        }
        for (double warmed = first.seconds; warmed < 1; ) {
            warmed += once(work).seconds;
        }
        var timed = new ArrayList<Timed<T>>();
        for (double total = 0; timed.size() < 3 && total < 10; ) {
            timed.add(once(work));
            total += timed.getLast().seconds;
        }
        timed.sort(Comparator.comparingDouble(PARALLEL ? Timed::seconds : Timed::cpuSeconds));
        return timed.get(timed.size() / 2);
    }

    private static <T> Timed<T> once(Supplier<T> work) {
        long memory = THREADS.getCurrentThreadAllocatedBytes();
        long thread = THREADS.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        T value = work.get();
        return new Timed<>(
                value,
                (System.nanoTime() - start) / 1e9,
                (THREADS.getCurrentThreadCpuTime() - thread) / 1e9,
                (THREADS.getCurrentThreadAllocatedBytes() - memory) / 0x1p20);
    }

    private static void print(
            String work,
            int n,
            double share,
            Timed<?> timed,
            double value,
            double error,
            long iterations) {
        System.out.printf(
                Locale.ROOT,
                "{\"work\": \"%s\", \"n\": %d, \"share\": %s, \"seconds\": %.6g, \"cpu_seconds\": %.6g,"
                        + " \"value\": %.15g, \"error\": %.3g, \"iterations\": %d, \"extra_mib\": %.4g}%n",
                work,
                n,
                share,
                timed.seconds,
                timed.cpuSeconds,
                value,
                error,
                iterations,
                timed.allocatedMib);
    }

    private GroundCosts samples(int n) throws IOException {
        return new GroundCosts(
                List.of(new Sample(points("x", n))),
                new Sample(points("y", n)),
                GroundCost.SQUARED_EUCLIDEAN);
    }

    private Features points(String name, int n) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name + "_" + n + ".bin")));
        double[] values = new double[n * FEATURES];
        bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
        return new Features(n, FEATURES, values);
    }

    private static double[] uniform(int n) {
        double[] mass = new double[n];
        Arrays.fill(mass, 1.0 / n);
        return mass;
    }
}
