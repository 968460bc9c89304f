package dev.lawcast.scaling.law;

import java.util.List;

/// y = d + (a·n_0/s)^b·Π_{k≥1}(n_k/n_{k−1})^{b·2^{−k/τ}}, n_k = min(U·(k + 1), n): each epoch scales
/// the error by its own, weaker power. s = 1e5 samples; unions as [PoolLaw] says.
///
/// So X = ln(n_0/s) + Σ_{k≥1} 2^{−k/τ}·ln(n_k/n_{k−1}).
///
/// Goyal et al. 2024, arXiv 2404.07177.
public final class QualityQuantity extends PoolLaw {

    /// ln((k + 1)/k): what epoch k adds when it is whole.
    private static final double[] LN_EPOCH = new double[4096];

    static {
        for (int k = 1; k < LN_EPOCH.length; k++) {
            LN_EPOCH[k] = Math.log1p(1.0 / k);
        }
    }

    /// The law before it meets data, with one pool that stands for all: `b[pool]`.
    public QualityQuantity() {
        this(List.of("pool"));
    }

    private QualityQuantity(List<String> pools) {
        super("quality_quantity", pools);
    }

    @Override
    public ScalingLaw in(LawForm form) {
        return form.labels().isEmpty() ? this : new QualityQuantity(form.labels());
    }

    @Override
    public String id() {
        return "quality_quantity";
    }

    @Override
    public String title() {
        return "Quality and quantity: repeated pools, each epoch a weaker power";
    }

    @Override
    public String formula() {
        return "y(n, U, pool) = d + \\left(\\frac{a\\,n_0}{s}\\right)^{b_{pool}}"
                + "\\prod_{k \\ge 1}\\left(\\frac{n_k}{n_{k-1}}\\right)^{b_{pool}\\,2^{-k/\\tau_{pool}}}";
    }

    @Override
    public String source() {
        return "Goyal et al. 2024, Scaling Laws for Data Filtering, arXiv:2404.07177";
    }

    @Override
    void worth(double n, double unique, double tau, double[] x, double[] slope, int i) {
        double sum = Math.log(Math.min(unique, n) / S);
        double moment = 0;
        if (n > unique) {
            double ratio = Math.exp(-LN2 / tau);
            double weight = 1;
            double last = Math.min(Math.ceil(n / unique) - 1, NOTHING * tau);
            for (int k = 1; k <= last; k++) {
                weight *= ratio;
                double whole = k < LN_EPOCH.length ? LN_EPOCH[k] : Math.log1p(1.0 / k);
                boolean partial = unique * (k + 1) > n;
                double part = weight * (partial ? Math.log(n / (unique * k)) : whole);
                sum += part;
                moment += k * part;
            }
        }
        x[i] = sum;
        slope[i] = moment * LN2 / (tau * tau);
    }

    @Override
    double bend(double n, double unique, double tau) {
        double first = 0;
        double second = 0;
        if (n > unique) {
            double ratio = Math.exp(-LN2 / tau);
            double weight = 1;
            double last = Math.min(Math.ceil(n / unique) - 1, NOTHING * tau);
            for (int k = 1; k <= last; k++) {
                weight *= ratio;
                double whole = k < LN_EPOCH.length ? LN_EPOCH[k] : Math.log1p(1.0 / k);
                boolean partial = unique * (k + 1) > n;
                double part = k * weight * (partial ? Math.log(n / (unique * k)) : whole);
                first += part;
                second += k * part;
            }
        }
        double rate = LN2 / (tau * tau);
        return rate * (rate * second - 2 / tau * first);
    }

    @Override
    double mostWorth(double unique, double tau) {
        double sum = Math.log(unique / S);
        double ratio = Math.exp(-LN2 / tau);
        double weight = 1;
        for (int k = 1; k <= NOTHING * tau; k++) {
            weight *= ratio;
            sum += weight * Math.log1p(1.0 / k);
        }
        return sum;
    }
}
