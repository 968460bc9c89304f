package dev.lawcast.scaling.law;

import java.util.ArrayList;
import java.util.List;

/// L = c + k·e^{Σ_j t_j·r_j}: the loss on one domain over the shares r_j of the training data.
///
/// - r_j share of source j, 0 to 1
/// - c floor, k reducible part at r = 0, t_j how source j raises (t > 0) or lowers the loss
///
/// Where the shares of all sources are given they sum to 1, and adding one number to every t is the
/// same as multiplying k: leave one source out, whose t is then 0.
///
/// r_j = (ln((L − c)/k) − Σ_{i≠j} t_i·r_i)/t_j.
///
/// Ye et al. 2024, *Data Mixing Laws: Optimizing Data Mixtures by Predicting Language Modeling
/// Performance*, arXiv 2403.16952.
final class MixingExponential extends DescribedLaw {

    private static final int FLOOR = ExponentialOfSum.CONSTANT;
    private static final int K = ExponentialOfSum.K;
    private static final int FIRST = ExponentialOfSum.FIRST;

    private final int sources;

    MixingExponential() {
        this(1);
    }

    private MixingExponential(int sources) {
        super(
                "mixing_exponential",
                "Mixture of data sources",
                "L(r) = c + k\\,\\exp\\left(\\sum_j t_j r_j\\right)",
                "Ye et al. 2024, Data Mixing Laws: Optimizing Data Mixtures by Predicting Language"
                        + " Modeling Performance, arXiv:2403.16952",
                Objective.LOG_SQUARED,
                shares(sources),
                parameters(sources));
        this.sources = sources;
    }

    private static List<LawVariable> shares(int sources) {
        List<LawVariable> shares = new ArrayList<>();
        for (int j = 1; j <= sources; j++) {
            shares.add(
                    new LawVariable(
                            "r" + j,
                            List.of("mixture"),
                            "1",
                            "Share of a data source.",
                            LawVariable.Kind.FRACTION));
        }
        return shares;
    }

    private static List<LawParameter> parameters(int sources) {
        List<LawParameter> parameters = new ArrayList<>();
        parameters.add(Quantities.coefficient("c", "metric", "What no mixture goes below."));
        parameters.add(
                Quantities.coefficient("k", "metric", "The reducible part where every r is 0."));
        for (int j = 1; j <= sources; j++) {
            parameters.add(
                    Quantities.signed(
                            "t" + j,
                            "1",
                            "How much source " + j + " raises the log of the reducible part.",
                            -8,
                            8));
        }
        return parameters;
    }

    @Override
    public ScalingLaw in(LawForm form) {
        return form.pieces() == 0
                ? this
                : new MixingExponential(Quantities.pieces(this, form.pieces()));
    }

    @Override
    public int[] pieces() {
        return new int[] {1, 32};
    }

    @Override
    public List<Basis> basis() {
        return List.of(new Basis.One(), new Basis.Other());
    }

    @Override
    public double value(double[] p, double[] x) {
        double sum = 0;
        for (int j = 0; j < sources; j++) {
            sum += p[FIRST + j] * x[j];
        }
        return p[FLOOR] + p[K] * Math.exp(sum);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        ExponentialOfSum.evaluate(p, sizes.x(), value, jacobian, sizes.count());
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        ExponentialOfSum.addSecondDerivatives(
                p, sizes.x(), jacobian, weight, hessian, sizes.count());
        return true;
    }

    @Override
    public List<double[]> starts(Sizes all, double[] metric) {
        var starts = new Starts(this, all, metric, 3);
        return ExponentialOfSum.starts(starts, starts.sizes.x(), sources);
    }

    /// A share; beyond 1 where no mixture reaches the target.
    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        double t = p[FIRST + variable];
        double reducible = target - p[FLOOR];
        if (t == 0 || !(p[K] > 0)) {
            return Double.NaN;
        }
        double rest = Math.log(p[K]) + others(variable, p, x);
        if (!(reducible > 0)) {
            return t < 0 ? Double.POSITIVE_INFINITY : 0;
        }
        double share = (Math.log(reducible) - rest) / t;
        return share > 1 + 1e-12 ? Double.POSITIVE_INFINITY : Math.max(0, share);
    }

    private double others(int variable, double[] p, double[] x) {
        double sum = 0;
        for (int j = 0; j < sources; j++) {
            sum += j == variable ? 0 : p[FIRST + j] * x[j];
        }
        return sum;
    }

    /// At a share of 1.
    @Override
    public double limit(int variable, double[] p, double[] x) {
        return p[FLOOR] + p[K] * Math.exp(others(variable, p, x) + p[FIRST + variable]);
    }
}
