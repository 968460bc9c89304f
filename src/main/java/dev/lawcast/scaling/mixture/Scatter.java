package dev.lawcast.scaling.mixture;

/// What intervals hold beside the doubt about constants. All in t, which is ln e where errors are
/// projected and the metric itself otherwise; about the same at every size, unlike in the metric.
///
/// @param run variance of one run about its mixture's mean, by replicates
/// @param replicated whether there were replicates; otherwise `run` holds the misfit too
/// @param misfit variance of a mixture's mean about the first stage, beyond what runs explain
/// @param drift standard deviation that each e-fold of size beyond the largest trained one adds: no
///   stage is exact
record Scatter(double run, boolean replicated, double misfit, double drift) {

    /// Seen on measured studies; held-out sizes can only raise it.
    static final double USUAL_DRIFT = .022;

    /// Variance of a mixture's projected mean beyond the doubt about constants.
    double mean(double size, double largest) {
        double beyond = Math.max(0, Math.log(size / largest)) * drift;
        return misfit + beyond * beyond;
    }

    /// Variance of the difference of two mixtures' projections beyond the doubt about constants;
    /// they are taken to share half of the drift.
    double difference(double size, double largest) {
        double beyond = Math.max(0, Math.log(size / largest)) * drift;
        return 2 * misfit + beyond * beyond;
    }
}
