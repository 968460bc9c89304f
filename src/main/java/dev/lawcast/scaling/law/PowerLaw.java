package dev.lawcast.scaling.law;

import java.util.List;

/// L = A·x^−α: a straight line in log-log paper, without a floor.
///
/// - L metric, x any one size
/// - A metric at x = 1, α exponent
///
/// Also written L = (x0/x)^α with x0 = A^{1/α}. Size that reaches L: x = (A/L)^{1/α}.
///
/// Kaplan et al. 2020, *Scaling Laws for Neural Language Models*, arXiv 2001.08361.
public final class PowerLaw implements ScalingLaw {

    private static final int A = 0;
    private static final int ALPHA = 1;

    private static final List<LawVariable> VARIABLES =
            List.of(new LawVariable("x", LawVariable.ANY_SIZE, "1", "The size that is scaled up."));

    private static final List<LawParameter> PARAMETERS =
            List.of(
                    LawParameter.linear(
                            "A",
                            "metric·x^alpha",
                            "The metric at x = 1, far outside most data; it moves with alpha.",
                            0,
                            Double.POSITIVE_INFINITY),
                    LawParameter.exponent("alpha", "How fast the metric falls with size."));

    private static final List<Basis> BASIS = List.of(new Basis.Power(0, ALPHA));

    @Override
    public String id() {
        return "power_law";
    }

    @Override
    public String title() {
        return "Power law";
    }

    @Override
    public String formula() {
        return "L(x) = A\\,x^{-\\alpha}";
    }

    @Override
    public String source() {
        return "Kaplan et al. 2020, Scaling Laws for Neural Language Models, arXiv:2001.08361";
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
        return p[A] * Math.pow(x[0], -p[ALPHA]);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] ln = sizes.logarithms()[0];
        double[] byA = jacobian[A];
        double[] byAlpha = jacobian[ALPHA];
        Powers.fill(ln, p[ALPHA], byA, sizes.count());
        for (int i = 0; i < sizes.count(); i++) {
            value[i] = p[A] * byA[i];
            byAlpha[i] = -ln[i] * value[i];
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
        return PowerTerm.sizeReaching(target, p[A], p[ALPHA]);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return PowerTerm.limit(p[A], p[ALPHA]);
    }

    @Override
    public List<DerivedQuantity> derived() {
        return List.of(
                new DerivedQuantity(
                        "x0",
                        "x",
                        "The size at which the metric is 1: L = (x0/x)^alpha.",
                        p -> Math.pow(p[A], 1 / p[ALPHA])));
    }
}
