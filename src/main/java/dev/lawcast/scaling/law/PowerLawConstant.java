package dev.lawcast.scaling.law;

import java.util.Arrays;
import java.util.List;

/// L = E + A·x^−α: a power law that levels off at a floor.
///
/// - L metric, x any one size
/// - E irreducible part (for a loss: near the entropy of the data)
/// - A reducible part at x = 1, α exponent
///
/// Also written L = E + (x0/x)^α with x0 = A^{1/α}. Size that reaches L: x = (A/(L−E))^{1/α}, only
/// for L > E.
///
/// Henighan et al. 2020, *Scaling Laws for Autoregressive Generative Modeling*, arXiv 2010.14701.
public final class PowerLawConstant implements ScalingLaw {

    private static final int E = 0;
    private static final int A = 1;
    private static final int ALPHA = 2;

    private static final List<LawVariable> VARIABLES =
            List.of(new LawVariable("x", LawVariable.ANY_SIZE, "1", "The size that is scaled up."));

    private static final List<LawParameter> PARAMETERS =
            List.of(
                    LawParameter.linear(
                            "E",
                            "metric",
                            "The irreducible part: what no size goes below.",
                            0,
                            Double.POSITIVE_INFINITY),
                    LawParameter.linear(
                            "A",
                            "metric·x^alpha",
                            "The reducible part at x = 1, far outside most data; it moves with alpha.",
                            0,
                            Double.POSITIVE_INFINITY),
                    LawParameter.exponent("alpha", "How fast the reducible part falls with size."));

    private static final List<Basis> BASIS = List.of(new Basis.One(), new Basis.Power(0, ALPHA));

    @Override
    public String id() {
        return "power_law_constant";
    }

    @Override
    public String title() {
        return "Power law with an irreducible part";
    }

    @Override
    public String formula() {
        return "L(x) = E + A\\,x^{-\\alpha}";
    }

    @Override
    public String source() {
        return "Henighan et al. 2020, Scaling Laws for Autoregressive Generative Modeling,"
                + " arXiv:2010.14701";
    }

    @Override
    public List<LawVariable> variables() {
        return VARIABLES;
    }

    @Override
    public List<LawParameter> parameters() {
        return PARAMETERS;
    }

    @Override
    public Objective defaultObjective() {
        return Objective.LOG_SQUARED;
    }

    @Override
    public List<Basis> basis() {
        return BASIS;
    }

    @Override
    public double value(double[] p, double[] x) {
        return p[E] + p[A] * Math.pow(x[0], -p[ALPHA]);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] ln = sizes.logarithms()[0];
        double[] byA = jacobian[A];
        double[] byAlpha = jacobian[ALPHA];
        Powers.fill(ln, p[ALPHA], byA, sizes.count());
        Arrays.fill(jacobian[E], 0, sizes.count(), 1);
        for (int i = 0; i < sizes.count(); i++) {
            double reducible = p[A] * byA[i];
            value[i] = p[E] + reducible;
            byAlpha[i] = -ln[i] * reducible;
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        PowerTerm.addSecondDerivatives(sizes, 0, jacobian, A, ALPHA, weight, hessian);
        return true;
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        return PowerTerm.sizeReaching(target - p[E], p[A], p[ALPHA]);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return p[E] + PowerTerm.limit(p[A], p[ALPHA]);
    }

    @Override
    public List<DerivedQuantity> derived() {
        return List.of(
                new DerivedQuantity(
                        "x0",
                        "x",
                        "The size at which the reducible part is 1: L = E + (x0/x)^alpha.",
                        p -> Math.pow(p[A], 1 / p[ALPHA])));
    }
}
