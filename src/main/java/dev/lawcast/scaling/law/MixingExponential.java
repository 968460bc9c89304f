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

    private static final int FLOOR = 0;
    private static final int K = 1;
    private static final int FIRST = 2;

    /// Floors from which starts are computed, as shares of the least metric.
    private static final double[] FLOORS = {0, .3, .5, .7, .8, .9, .95, .98, .99, .999};

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
        double[][] r = sizes.x();
        for (int i = 0; i < sizes.count(); i++) {
            double sum = 0;
            for (int j = 0; j < sources; j++) {
                sum += p[FIRST + j] * r[j][i];
            }
            double byK = Math.exp(sum);
            value[i] = p[FLOOR] + p[K] * byK;
            jacobian[FLOOR][i] = 1;
            jacobian[K][i] = byK;
            for (int j = 0; j < sources; j++) {
                jacobian[FIRST + j][i] = r[j][i] * p[K] * byK;
            }
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        for (int i = 0; i < sizes.count(); i++) {
            for (int j = 0; j < sources; j++) {
                double t = weight[i] * sizes.x()[j][i];
                hessian[FIRST + j][K] += t * jacobian[K][i];
                for (int l = 0; l <= j; l++) {
                    hessian[FIRST + j][FIRST + l] += t * jacobian[FIRST + l][i];
                }
            }
        }
        return true;
    }

    /// Given c the law is linear in ln(L − c).
    @Override
    public List<double[]> starts(Sizes all, double[] metric) {
        Starts starts = new Starts(this, all, metric, 3);
        double least = starts.least();
        if (!(least > 0)) {
            return List.of();
        }
        int n = starts.rows();
        double[][] columns = new double[sources + 1][];
        columns[0] = new double[n];
        java.util.Arrays.fill(columns[0], 1);
        System.arraycopy(starts.sizes.x(), 0, columns, 1, sources);
        double[] logs = new double[n];
        double[] weight = new double[n];
        for (double floor : FLOORS) {
            for (int i = 0; i < n; i++) {
                double rest = starts.y[i] - floor * least;
                logs[i] = Math.log(rest);
                weight[i] = starts.weight[i] * rest * rest;
            }
            double[] c = LeastSquares.solve(columns, logs, weight, new boolean[sources + 1]);
            double[] p = new double[sources + 2];
            p[FLOOR] = floor * least;
            p[K] = Math.exp(c[0]);
            System.arraycopy(c, 1, p, FIRST, sources);
            starts.offer(p);
        }
        return starts.best();
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
