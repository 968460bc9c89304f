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

    private static final int CONSTANT = ExponentialOfSum.CONSTANT;
    private static final int K = ExponentialOfSum.K;
    private static final int FIRST = ExponentialOfSum.FIRST;

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
        ExponentialOfSum.evaluate(p, sizes.logarithms(), value, jacobian, sizes.count());
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        ExponentialOfSum.addSecondDerivatives(
                p, sizes.logarithms(), jacobian, weight, hessian, sizes.count());
        return true;
    }

    @Override
    public List<double[]> starts(Sizes all, double[] metric) {
        var starts = new Starts(this, all, metric, 3);
        return ExponentialOfSum.starts(starts, starts.sizes.logarithms(), count);
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
