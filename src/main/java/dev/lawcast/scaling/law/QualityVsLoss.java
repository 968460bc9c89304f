package dev.lawcast.scaling.law;

import java.util.List;

/// Q = c·L^−p: a quality such as BLEU, larger is better, that follows the loss.
///
/// - L loss > 0, Q quality
/// - c quality at loss 1, p exponent
///
/// Loss that reaches a quality: L = (c/Q)^{1/p}. Holds on some test sets and breaks on others: fit
/// one for each, and look at the report for lack of fit.
///
/// Ghorbani et al. 2021, *Scaling Laws for Neural Machine Translation*, arXiv 2109.07740.
final class QualityVsLoss extends DescribedLaw {

    private static final int C = 0;
    private static final int P = 1;

    QualityVsLoss() {
        super(
                "quality_vs_loss",
                "Quality from loss",
                "Q(L) = c\\,L^{-p}",
                "Ghorbani et al. 2021, Scaling Laws for Neural Machine Translation,"
                        + " arXiv:2109.07740",
                Objective.LOG_SQUARED,
                List.of(Quantities.LOSS),
                List.of(
                        Quantities.coefficient("c", "metric·L^p", "The quality at loss 1."),
                        LawParameter.exponent("p", "How fast the quality falls with the loss.")));
    }

    @Override
    public List<Basis> basis() {
        return List.of(new Basis.Power(0, P));
    }

    @Override
    public double value(double[] p, double[] x) {
        return p[C] * Math.pow(x[0], -p[P]);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] ln = sizes.logarithms()[0];
        for (int i = 0; i < sizes.count(); i++) {
            double power = Math.exp(-p[P] * ln[i]);
            value[i] = p[C] * power;
            jacobian[C][i] = power;
            jacobian[P][i] = -ln[i] * value[i];
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        PowerTerm.addSecondDerivatives(sizes, 0, jacobian, C, P, weight, hessian);
        return true;
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        return PowerTerm.sizeReaching(target, p[C], p[P]);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return PowerTerm.limit(p[C], p[P]);
    }
}
