package dev.lawcast.scaling.law;

import java.util.List;

/// y = d + (a·n_eff/s)^b, n_eff = Σ_{k≥0}(n_k − n_{k−1})·2^{−k/τ}, n_k = min(U·(k + 1), n): a sample
/// seen for the k-th time again counts 2^{−k/τ}. s = 1e5 samples; unions as [PoolLaw] says.
///
/// So X = ln(n_eff/s). With whole epochs the sum is geometric; the last one may be partial.
///
/// Goyal et al. 2024, arXiv 2404.07177.
public final class EffectiveData extends PoolLaw {

    /// The law before it meets data, with one pool that stands for all: `b[pool]`.
    public EffectiveData() {
        this(List.of("pool"));
    }

    private EffectiveData(List<String> pools) {
        super("effective_data", pools);
    }

    @Override
    public ScalingLaw in(LawForm form) {
        return form.labels().isEmpty() ? this : new EffectiveData(form.labels());
    }

    @Override
    public String id() {
        return "effective_data";
    }

    @Override
    public String title() {
        return "Effective data: repeated pools, each epoch worth fewer samples";
    }

    @Override
    public String formula() {
        return "y(n, U, pool) = d + \\left(\\frac{a}{s}\\sum_{k \\ge 0}(n_k - n_{k-1})\\,"
                + "2^{-k/\\tau_{pool}}\\right)^{b_{pool}}";
    }

    @Override
    public String source() {
        return "Goyal et al. 2024, Scaling Laws for Data Filtering, arXiv:2404.07177";
    }

    @Override
    void worth(double n, double unique, double tau, double[] x, double[] slope, int i) {
        double whole = Math.floor(n / unique);
        double ratio = Math.exp(-LN2 / tau);
        double power = Math.exp(-LN2 / tau * whole);
        double decay = -Math.expm1(-LN2 / tau);
        // Σ_{k<K} r^k and, for the slope, Σ_{k<K} k·r^k
        double sum = -Math.expm1(-LN2 / tau * whole) / decay;
        double moment = (ratio * sum - whole * power) / decay;
        double rest = n - whole * unique;
        double effective = unique * sum + rest * power;
        x[i] = Math.log(effective / S);
        slope[i] = (unique * moment + rest * whole * power) / effective * LN2 / (tau * tau);
    }

    @Override
    double bend(double n, double unique, double tau) {
        double whole = Math.floor(n / unique);
        double ratio = Math.exp(-LN2 / tau);
        double power = Math.exp(-LN2 / tau * whole);
        double decay = -Math.expm1(-LN2 / tau);
        double sum = -Math.expm1(-LN2 / tau * whole) / decay;
        double moment = (ratio * sum - whole * power) / decay;
        // by parts: (1 − r)·Σ_{k<K} k²·r^k = 2·Σ k·r^k − (Σ r^k − 1) − (K − 1)²·r^K
        double second = (2 * moment - sum + 1 - (whole - 1) * (whole - 1) * power) / decay;
        double rest = (n - whole * unique) * power;
        double effective = unique * sum + rest;
        double rate = LN2 / (tau * tau);
        double first = rate * (unique * moment + rest * whole) / effective;
        return rate * rate * (unique * second + rest * whole * whole) / effective
                - 2 / tau * first
                - first * first;
    }

    @Override
    double mostWorth(double unique, double tau) {
        return Math.log(unique / -Math.expm1(-LN2 / tau) / S);
    }
}
