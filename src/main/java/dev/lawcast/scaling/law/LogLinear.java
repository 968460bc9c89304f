package dev.lawcast.scaling.law;

import java.util.ArrayList;
import java.util.List;

/// y = c_0 + Σ_j c_j·ln x_j: a metric that moves by a fixed amount for each doubling of a size.
///
/// - y metric, of either direction; x_j sizes
/// - c_0 metric at x = 1, c_j slope, the "scaling ability" of a configuration
///
/// x_j = exp((y − c_0 − Σ_{i≠j} c_i·ln x_i)/c_j). One e-fold of x_i is worth c_i/c_j e-folds of
/// x_j. The line has no floor and no ceiling: compare a long extrapolation with that of
/// [logit_linear][LogitLinear].
///
/// Orhan 2023, *Scaling may be all you need for achieving human-level object recognition capacity
/// with human-like visual experience*, arXiv 2308.03712; least squares.
final class LogLinear extends DescribedLaw {

    private final int count;

    LogLinear() {
        this(1);
    }

    private LogLinear(int count) {
        super(
                "log_linear",
                "Straight line over log sizes",
                "y(x) = c_0 + \\sum_j c_j \\ln x_j",
                "Orhan 2023, Scaling may be all you need for achieving human-level object"
                        + " recognition capacity with human-like visual experience,"
                        + " arXiv:2308.03712",
                Objective.RAW_SQUARED,
                Quantities.sizes(count),
                parameters(count));
        this.count = count;
    }

    private static List<LawParameter> parameters(int count) {
        List<LawParameter> parameters = new ArrayList<>();
        for (int j = 0; j <= count; j++) {
            parameters.add(
                    LawParameter.linear(
                            "c" + j,
                            "metric",
                            j == 0
                                    ? "The metric where every size is 1."
                                    : "By how much the metric rises when x"
                                            + j
                                            + " grows by a factor e.",
                            Double.NEGATIVE_INFINITY,
                            Double.POSITIVE_INFINITY));
        }
        return parameters;
    }

    @Override
    public ScalingLaw in(LawForm form) {
        return form.pieces() == 0 ? this : new LogLinear(Quantities.pieces(this, form.pieces()));
    }

    @Override
    public int[] pieces() {
        return new int[] {1, 8};
    }

    @Override
    public double value(double[] p, double[] x) {
        return linear(p, x, -1);
    }

    /// c_0 + Σ c_j·ln x_j without one of the sizes.
    static double linear(double[] p, double[] x, int without) {
        double sum = p[0];
        for (int j = 0; j < x.length; j++) {
            sum += j == without ? 0 : p[j + 1] * Math.log(x[j]);
        }
        return sum;
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        for (int i = 0; i < sizes.count(); i++) {
            double sum = p[0];
            jacobian[0][i] = 1;
            for (int j = 0; j < count; j++) {
                double ln = sizes.logarithms()[j][i];
                sum += p[j + 1] * ln;
                jacobian[j + 1][i] = ln;
            }
            value[i] = sum;
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        return true;
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        double slope = p[variable + 1];
        return slope == 0 ? Double.NaN : Math.exp((target - linear(p, x, variable)) / slope);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        double slope = p[variable + 1];
        return slope == 0 ? linear(p, x, variable) : Math.copySign(Double.POSITIVE_INFINITY, slope);
    }
}
