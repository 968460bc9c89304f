package dev.lawcast.bench;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Problem;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.fit.Refitter;
import dev.lawcast.scaling.fit.Solution;
import dev.lawcast.scaling.fit.Solver;
import dev.lawcast.scaling.law.Chinchilla;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// How long do 4,000 bootstrap refits of the Chinchilla replication take on two threads, every one
/// brought to convergence? Reads `../shared/reference`. `bench/fitting.py` sets it beside SciPy.
///
/// `mvn -Pbench test-compile exec:exec -Dbench=BootstrapBenchmark`
///
/// Prints how many converged and the standard deviations; the replication reports .015 and .021.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class BootstrapBenchmark {

    private static final int REPLICATES = 4000;
    private static final int THREADS = 2;

    private final Chinchilla law = new Chinchilla();
    private final Observations runs = BenchmarkData.chinchilla();
    private Problem problem = new Problem(law, runs, FitSettings.of(law.defaultObjective()));
    private Solution solution = Solver.solve(problem, Progress.NONE);

    @Setup
    public void sayWhatIsReached() throws InterruptedException {
        double[][] draws = bootstrap();
        int converged = 0;
        double[] sum = new double[5];
        double[] squares = new double[5];
        for (double[] draw : draws) {
            converged += Double.isNaN(draw[0]) ? 0 : 1;
            for (int k = 0; k < 5; k++) {
                sum[k] += draw[k];
                squares[k] += draw[k] * draw[k];
            }
        }
        System.out.printf(
                "%nconverged %d of %d, standard deviation of alpha %.4f, of beta %.4f%n",
                converged,
                REPLICATES,
                deviation(sum[3], squares[3]),
                deviation(sum[4], squares[4]));
    }

    private static double deviation(double sum, double squares) {
        double mean = sum / REPLICATES;
        return Math.sqrt(squares / REPLICATES - mean * mean);
    }

    /// @return parameters of each replicate, NaN where it did not converge
    @Benchmark
    public double[][] bootstrap() throws InterruptedException {
        double[][] draws = new double[REPLICATES][];
        Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            int first = t;
            threads[t] = new Thread(() -> refit(first, draws));
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return draws;
    }

    private void refit(int first, double[][] draws) {
        var refitter = new Refitter(problem, solution);
        int n = runs.size();
        double[] counts = new double[n];
        for (int b = first; b < REPLICATES; b += THREADS) {
            java.util.Arrays.fill(counts, 0);
            var random = new SplittableRandom(b);
            for (int i = 0; i < n; i++) {
                counts[random.nextInt(n)]++;
            }
            Refitter.Refit refit = refitter.refit(counts, Progress.NONE);
            draws[b] = refit.parameters();
            if (!refit.converged()) {
                java.util.Arrays.fill(draws[b], Double.NaN);
            }
        }
    }
}
