package dev.lawcast.scaling.mixture;

/// L̂(N,p) = [ln(N/N0)·L̂(N1,p) − ln(N/N1)·L̂(N0,p)] / ln(N1/N0), with N0 the smallest and N1 the
/// largest size that was trained (Kang et al. 2023, arXiv 2307.02460, the paper's projection).
///
/// Parameter-free and exact at N0 and N1. It leaves the metric's range far out and multiplies
/// noise: with w1 = ln(N/N0)/ln(N1/N0) and w0 = 1 − w1 the variance is w1²·v1 + w0²·v0.
record LogLinear(Levels levels) implements SizeCurve {

    @Override
    public double at(double size, double[] p, double ot) {
        int last = levels.count() - 1;
        double w1 = weight(levels.size(0), levels.size(last), size);
        return w1 * levels.metric(last, p, ot) + (1 - w1) * levels.metric(0, p, ot);
    }

    /// w1, the weight of the larger size.
    static double weight(double n0, double n1, double size) {
        return Math.log(size / n0) / Math.log(n1 / n0);
    }

    @Override
    public double amplification(double size) {
        double w1 = weight(levels.size(0), levels.size(levels.count() - 1), size);
        return Math.hypot(w1, 1 - w1);
    }

    @Override
    public SizeCurve refitted(Levels others, double[][] cells) {
        return new LogLinear(others);
    }
}
