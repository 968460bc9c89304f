package dev.lawcast.scaling.law;

import java.util.ArrayList;
import java.util.List;

/// y = c + k·Π_j x_j^p_j: powers of several sizes, rising or falling.
///
/// - y metric > 0 or any amount that is needed, such as tokens; x_j sizes
/// - k value of the product at x = 1, p_j exponent (negative where y falls), c ≥ 0 constant
///
/// x_j = ((y − c)/(k·Π_{i≠j} x_i^p_i))^{1/p_j}, only for y > c.
///
/// Baroni et al. 2025, *Transformers Don't Need LayerNorm at Inference Time*, arXiv 2507.02559,
/// where the tokens to remove LayerNorm grow as N^.376.
final class ProductPower extends DescribedLaw {

    private static final int CONSTANT = 0;
    private static final int K = 1;
    private static final int FIRST = 2;

    /// Constants from which starts are computed, as shares of the least metric.
    private static final double[] CONSTANTS = {0, .3, .6, .8, .9, .95, .98, .99, .999};

    private final int count;

    ProductPower() {
        this(1);
    }

    private ProductPower(int count) {
        super(
                "product_power",
                "Product of powers",
                "y(x) = c + k \\prod_j x_j^{p_j}",
                "Baroni et al. 2025, Transformers Don't Need LayerNorm at Inference Time: Scaling"
                        + " LayerNorm Removal to GPT-2 XL, arXiv:2507.02559",
                Objective.LOG_SQUARED,
                Quantities.sizes(count),
                parameters(count));
        this.count = count;
    }

    private static List<LawParameter> parameters(int count) {
        List<LawParameter> parameters = new ArrayList<>();
        parameters.add(Quantities.coefficient("c", "metric", "What is there besides the product."));
        parameters.add(
                Quantities.coefficient("k", "metric/x^p", "The product where every size is 1."));
        for (int j = 1; j <= count; j++) {
            parameters.add(
                    Quantities.signed(
                            "p" + j,
                            "1",
                            "Exponent of x" + j + ", negative where the metric falls.",
                            -2,
                            2));
        }
        return parameters;
    }

    @Override
    public ScalingLaw in(LawForm form) {
        return form.pieces() == 0 ? this : new ProductPower(Quantities.pieces(this, form.pieces()));
    }

    @Override
    public int[] pieces() {
        return new int[] {1, 8};
    }

    @Override
    public List<Basis> basis() {
        return List.of(new Basis.One(), new Basis.Other());
    }

    @Override
    public double value(double[] p, double[] x) {
        return p[CONSTANT] + p[K] * product(p, x, -1);
    }

    private double product(double[] p, double[] x, int without) {
        double ln = 0;
        for (int j = 0; j < count; j++) {
            ln += j == without ? 0 : p[FIRST + j] * Math.log(x[j]);
        }
        return Math.exp(ln);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[][] ln = sizes.logarithms();
        for (int i = 0; i < sizes.count(); i++) {
            double sum = 0;
            for (int j = 0; j < count; j++) {
                sum += p[FIRST + j] * ln[j][i];
            }
            double product = Math.exp(sum);
            value[i] = p[CONSTANT] + p[K] * product;
            jacobian[CONSTANT][i] = 1;
            jacobian[K][i] = product;
            for (int j = 0; j < count; j++) {
                jacobian[FIRST + j][i] = ln[j][i] * p[K] * product;
            }
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        for (int i = 0; i < sizes.count(); i++) {
            for (int j = 0; j < count; j++) {
                double t = weight[i] * sizes.logarithms()[j][i];
                hessian[FIRST + j][K] += t * jacobian[K][i];
                for (int l = 0; l <= j; l++) {
                    hessian[FIRST + j][FIRST + l] += t * jacobian[FIRST + l][i];
                }
            }
        }
        return true;
    }

    /// Given c the law is linear in logarithms.
    @Override
    public List<double[]> starts(Sizes all, double[] metric) {
        Starts starts = new Starts(this, all, metric, 3);
        double least = starts.least();
        if (!(least > 0)) {
            return List.of();
        }
        int n = starts.rows();
        double[][] columns = new double[count + 1][];
        columns[0] = new double[n];
        java.util.Arrays.fill(columns[0], 1);
        System.arraycopy(starts.sizes.logarithms(), 0, columns, 1, count);
        double[] logs = new double[n];
        double[] weight = new double[n];
        for (double constant : CONSTANTS) {
            for (int i = 0; i < n; i++) {
                double rest = starts.y[i] - constant * least;
                logs[i] = Math.log(rest);
                weight[i] = starts.weight[i] * rest * rest;
            }
            double[] c = LeastSquares.solve(columns, logs, weight, new boolean[count + 1]);
            double[] p = new double[count + 2];
            p[CONSTANT] = constant * least;
            p[K] = Math.exp(c[0]);
            System.arraycopy(c, 1, p, FIRST, count);
            starts.offer(p);
        }
        return starts.best();
    }

    @Override
    public boolean rescales() {
        return true;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        for (int j = 0; j < count; j++) {
            p[K] *= Math.pow(unit[j], p[FIRST + j]);
        }
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        double exponent = p[FIRST + variable];
        double scale = p[K] * product(p, x, variable);
        if (exponent == 0 || !(scale > 0)) {
            return Double.NaN;
        }
        double rest = target - p[CONSTANT];
        if (!(rest > 0)) {
            return exponent < 0 ? Double.POSITIVE_INFINITY : 0;
        }
        return Math.exp(Math.log(rest / scale) / exponent);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        double exponent = p[FIRST + variable];
        double scale = p[K] * product(p, x, variable);
        if (exponent == 0 || scale == 0) {
            return p[CONSTANT] + scale;
        }
        return exponent < 0 ? p[CONSTANT] : Double.POSITIVE_INFINITY;
    }
}
