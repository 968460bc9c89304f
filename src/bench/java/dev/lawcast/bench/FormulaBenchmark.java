package dev.lawcast.bench;

import dev.lawcast.scaling.formula.FormulaLaw;
import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// How long do the values and derivatives of a typed formula take, against the built-in law of the
/// same formula? Wanted: at most 3 times as long.
///
/// The medians count (p0.50).
///
/// `mvn -Pbench test-compile exec:exec -Dbench=FormulaBenchmark`
///
/// Prints the largest relative difference of the values.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FormulaBenchmark {

    @Param({"30", "240"})
    int points;

    @Param({"power_law_constant", "chinchilla"})
    String formula;

    private ScalingLaw builtIn = new PowerLawConstant();
    private ScalingLaw typed = builtIn;
    private Workspace forBuiltIn = new Workspace(0, 0);
    private Workspace forTyped = new Workspace(0, 0);
    private Sizes sizes = Sizes.of(new double[0][], 0);
    private double[] weight = {};

    private record Workspace(double[] p, double[] value, double[][] jacobian, double[][] hessian) {
        Workspace(int parameters, int points) {
            this(
                    new double[parameters],
                    new double[points],
                    new double[parameters][points],
                    new double[parameters][parameters]);
        }
    }

    @Setup
    public void measureTheSame() {
        boolean two = formula.equals("chinchilla");
        builtIn = two ? new Chinchilla() : new PowerLawConstant();
        typed =
                two
                        ? FormulaLaw.of(
                                "E + A*N^(-alpha) + B*D^(-beta)", List.of("N", "D"), Map.of())
                        : FormulaLaw.of("E + A*x^(-alpha)", List.of("x"), Map.of());
        SplittableRandom random = new SplittableRandom(1);
        double[][] x = new double[two ? 2 : 1][points];
        for (double[] row : x) {
            Arrays.setAll(row, i -> Math.pow(10, random.nextDouble(-2, 2)));
        }
        sizes = Sizes.of(x, points);
        weight = random.doubles(points).toArray();
        forBuiltIn = new Workspace(two ? 5 : 3, points);
        forTyped = new Workspace(two ? 5 : 3, points);
        double[] p = two ? new double[] {1.8, .4, .6, .35, .37} : new double[] {1.8, .4, .35};
        for (int k = 0; k < p.length; k++) {
            forBuiltIn.p[k] = p[k];
            for (int l = 0; l < p.length; l++) {
                String name = typed.parameters().get(l).name();
                if (name.equals(builtIn.parameters().get(k).name())) {
                    forTyped.p[l] = p[k];
                }
            }
        }
        builtInFirst();
        typedFirst();
        double worst = 0;
        for (int i = 0; i < points; i++) {
            worst = Math.max(worst, Math.abs(forTyped.value[i] / forBuiltIn.value[i] - 1));
        }
        System.out.printf("%nlargest relative difference of the values: %.2g%n", worst);
    }

    @Benchmark
    public double[] builtInFirst() {
        builtIn.evaluate(forBuiltIn.p, sizes, forBuiltIn.value, forBuiltIn.jacobian);
        return forBuiltIn.value;
    }

    @Benchmark
    public double[] typedFirst() {
        typed.evaluate(forTyped.p, sizes, forTyped.value, forTyped.jacobian);
        return forTyped.value;
    }

    @Benchmark
    public double[][] builtInSecond() {
        builtIn.addSecondDerivatives(
                forBuiltIn.p, sizes, forBuiltIn.jacobian, weight, forBuiltIn.hessian);
        return forBuiltIn.hessian;
    }

    @Benchmark
    public double[][] typedSecond() {
        typed.addSecondDerivatives(forTyped.p, sizes, forTyped.jacobian, weight, forTyped.hessian);
        return forTyped.hessian;
    }
}
