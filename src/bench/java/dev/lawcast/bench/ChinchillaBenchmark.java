package dev.lawcast.bench;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
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

import java.util.concurrent.TimeUnit;

/// How long does it take to reach the global optimum on the 240 points of the Chinchilla
/// replication (Huber, δ = .001, log residuals) from no start? Reads `../shared/reference`.
/// `bench/fitting.py` sets it beside SciPy.
///
/// The median counts (p0.50): on a busy machine it is what one undisturbed fit takes.
///
/// `mvn -Pbench test-compile exec:exec -Dbench=ChinchillaBenchmark`
///
/// Prints the objective; the optimum is .0010182740178.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ChinchillaBenchmark {

    private final Chinchilla law = new Chinchilla();
    private final FitSettings settings = FitSettings.of(law.defaultObjective());
    private Observations runs = BenchmarkData.chinchilla();

    @Setup
    public void sayWhatIsReached() {
        Solution solution = lawcast();
        System.out.printf("%nobjective: %.13f, %s%n", solution.objective(), solution.end());
    }

    @Benchmark
    public Solution lawcast() {
        return Solver.solve(law, runs, settings, Progress.NONE);
    }
}
