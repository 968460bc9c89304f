package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitSettings.Prior;

import org.jspecify.annotations.Nullable;

/// What the objective adds for normal priors: κ·Σ ((h(p_k) − m_k)/σ_k)², h the identity or ln. κ is
/// the variance of a residual at weight 1, in which the runs' squares are measured: s² where the
/// scatter is estimated, 1 where the noise is known. A prior so counts as one more run that
/// measured h(p_k) = m_k with standard error σ_k.
///
/// @param precision κ/σ² by parameter, 0 where there is no prior
/// @param mean by parameter
/// @param logarithmic by parameter
record Priors(double[] precision, double[] mean, boolean[] logarithmic) {

    /// @param scale κ
    /// @return null without priors
    static @Nullable Priors of(Unknowns unknowns, double scale) {
        if (unknowns.settings.priors().isEmpty()) {
            return null;
        }
        double[] precision = new double[unknowns.d];
        double[] mean = new double[unknowns.d];
        boolean[] logarithmic = new boolean[unknowns.d];
        unknowns.settings
                .priors()
                .forEach((name, prior) -> {
                    int k = unknowns.index(name);
                    precision[k] =
                            unknowns.fixed(k)
                                    ? 0
                                    : scale
                                            / (prior.standardDeviation()
                                                    * prior.standardDeviation());
                    mean[k] = prior.mean();
                    logarithmic[k] = prior.logarithmic();
                });
        return new Priors(precision, mean, logarithmic);
    }

    /// The parameter that a prior is centred on.
    static double centre(Prior prior) {
        return prior.logarithmic() ? Math.exp(prior.mean()) : prior.mean();
    }

    double value(double[] p) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            if (precision[k] > 0) {
                double z = distance(k, p[k]);
                sum += precision[k] * z * z;
            }
        }
        return sum < Double.POSITIVE_INFINITY ? sum : Double.POSITIVE_INFINITY;
    }

    private double distance(int k, double p) {
        return (logarithmic[k] ? Math.log(p) : p) - mean[k];
    }

    /// Adds the derivatives at p; of the matrices the diagonal.
    void addTo(double[] p, double[] gradient, double[][] newton, double[][] gauss) {
        for (int k = 0; k < p.length; k++) {
            if (precision[k] > 0) {
                double slope = logarithmic[k] ? 1 / p[k] : 1;
                double z = distance(k, p[k]);
                double square = 2 * precision[k] * slope * slope;
                gradient[k] += 2 * precision[k] * z * slope;
                gauss[k][k] += square;
                newton[k][k] += square - (logarithmic[k] ? z * square : 0);
            }
        }
    }

    /// What they add to the information JᵀWJ, by parameter.
    double[] information(double[] p) {
        double[] added = new double[p.length];
        for (int k = 0; k < p.length; k++) {
            added[k] = logarithmic[k] ? precision[k] / (p[k] * p[k]) : precision[k];
        }
        return added;
    }
}
