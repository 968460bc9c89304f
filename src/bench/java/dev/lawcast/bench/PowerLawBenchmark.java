package dev.lawcast.bench;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.LawSolver;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.fit.Progress;
import dev.lawcast.scaling.fit.Solution;
import dev.lawcast.scaling.fit.Solver;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.util.concurrent.TimeUnit;

/// How long does one fit of a power law with a constant to 30 runs take (`bench/power_30.csv`, raw
/// least squares)? The peers get normalised sizes, exact derivatives and a good start; ours gets
/// nothing and searches globally.
///
/// The median counts (p0.50): on a busy machine it is what one undisturbed fit takes.
///
/// `mvn -Pbench test-compile exec:exec -Dbench=PowerLawBenchmark`
///
/// Prints the sum of squares that each reaches.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PowerLawBenchmark {

    private final PowerLawConstant law = new PowerLawConstant();
    private final FitSettings settings =
            FitSettings.of(new Objective(ResidualSpace.RAW, new ResidualLoss.Squared()));
    private LawSolver solver = new LawSolver(law, settings);
    private Observations runs = BenchmarkData.power();
    private PowerLawPeers peers = new PowerLawPeers(runs);

    @Setup
    public void sayWhatEachReaches() {
        System.out.printf(
                "%nsum of squares: lawcast %.12g, hipparchus %.12g, commons-math %.12g%n",
                lawcast().objective(), hipparchus(), commonsMath());
    }

    /// One fit after another of the same law, as for the series of a group.
    @Benchmark
    public Solution lawcast() {
        return solver.solve(runs, Progress.NONE);
    }

    /// A single fit with everything that it needs.
    @Benchmark
    public Solution lawcastOnce() {
        return Solver.solve(law, runs, settings, Progress.NONE);
    }

    @Benchmark
    public double hipparchus() {
        return peers.hipparchus();
    }

    @Benchmark
    public double commonsMath() {
        return peers.commonsMath();
    }
}
