package dev.lawcast.scaling.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// y = 1/(1 + e^{−η}), η = c_0 + Σ_j c_j·ln x_j: [log_linear][LogLinear] for a share between 0 and
/// 1, such as an accuracy or an error.
///
/// - y metric within (0, 1), x_j sizes
/// - c_0 logit of the metric at x = 1, c_j slope of the logit
///
/// x_j = exp((ln(y/(1−y)) − c_0 − Σ_{i≠j} c_i·ln x_i)/c_j), for 0 < y < 1.
///
/// Orhan 2023, *Scaling may be all you need for achieving human-level object recognition capacity
/// with human-like visual experience*, arXiv 2308.03712, with a logit link; least squares.
final class LogitLinear extends DescribedLaw {

    private final int count;

    LogitLinear() {
        this(1);
    }

    private LogitLinear(int count) {
        super(
                "logit_linear",
                "Straight line of the logit over log sizes",
                "y(x) = \\frac{1}{1 + \\exp\\left(-c_0 - \\sum_j c_j \\ln x_j\\right)}",
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
        parameters.add(
                Quantities.signed(
                        "c0", "1", "The logit of the metric where every size is 1.", -20, 20));
        for (int j = 1; j <= count; j++) {
            parameters.add(
                    Quantities.signed(
                            "c" + j,
                            "1",
                            "By how much the logit rises when x" + j + " grows by a factor e.",
                            -1,
                            1));
        }
        return parameters;
    }

    @Override
    public ScalingLaw in(LawForm form) {
        return form.pieces() == 0 ? this : new LogitLinear(Quantities.pieces(this, form.pieces()));
    }

    @Override
    public int[] pieces() {
        return new int[] {1, 8};
    }

    @Override
    public double value(double[] p, double[] x) {
        return 1 / (1 + Math.exp(-LogLinear.linear(p, x, -1)));
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        for (int i = 0; i < sizes.count(); i++) {
            double sum = p[0];
            for (int j = 0; j < count; j++) {
                sum += p[j + 1] * sizes.logarithms()[j][i];
            }
            double y = 1 / (1 + Math.exp(-sum));
            double slope = y / (1 + Math.exp(sum));
            value[i] = y;
            jacobian[0][i] = slope;
            for (int j = 0; j < count; j++) {
                jacobian[j + 1][i] = slope * sizes.logarithms()[j][i];
            }
        }
    }

    /// A straight line through the logits of the metrics.
    @Override
    public List<double[]> starts(Sizes all, double[] metric) {
        Starts starts = new Starts(this, all, metric, 2);
        int n = starts.rows();
        double[][] columns = new double[count + 1][];
        columns[0] = new double[n];
        Arrays.fill(columns[0], 1);
        System.arraycopy(starts.sizes.logarithms(), 0, columns, 1, count);
        double[] logit = new double[n];
        double[] weight = new double[n];
        for (double edge : new double[] {1e-6, .01}) {
            for (int i = 0; i < n; i++) {
                double y = Math.min(Math.max(starts.y[i], edge), 1 - edge);
                logit[i] = Math.log(y / (1 - y));
                double slope = y * (1 - y);
                weight[i] = slope * slope;
            }
            starts.offer(LeastSquares.solve(columns, logit, weight, new boolean[count + 1]));
        }
        return starts.best();
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        double slope = p[variable + 1];
        if (slope == 0) {
            return Double.NaN;
        }
        if (!(target > 0 && target < 1)) {
            return (target <= 0) == (slope < 0) ? Double.POSITIVE_INFINITY : 0;
        }
        double logit = Math.log(target / (1 - target));
        return Math.exp((logit - LogLinear.linear(p, x, variable)) / slope);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        double slope = p[variable + 1];
        return slope == 0
                ? 1 / (1 + Math.exp(-LogLinear.linear(p, x, variable)))
                : slope > 0 ? 1 : 0;
    }
}
