package dev.lawcast.scaling.transport;

/// What a cost between parts of samples would be between the whole samples. Costs between fewer
/// points are larger on average, as c + b·e^α with
///
/// e = Σ_i p_i²/n_i + 1/m,
///
/// the part of two weighted samples' variance that is due to their sizes; α is 1 between smooth
/// measures of few dimensions, 2/d between alike ones of many (Fournier & Guillin 2015). Three
/// levels of e, a batch with its halves and quarters, determine b and α, and so the cost at the e
/// of the whole.
///
/// @param e of the quarters, the halves and the batch, falling
/// @param whole e of the whole samples, less than all of them
record SizeTrend(double[] e, double whole) {

    private static final double LEAST = .02;
    private static final double MOST = 1;
    private static final int BISECTIONS = 40;

    /// e of samples of these sizes.
    static double of(double[] p, int[] sizes, int validation) {
        double e = 1.0 / validation;
        for (int i = 0; i < p.length; i++) {
            e += p[i] * p[i] / sizes[i];
        }
        return e;
    }

    /// @param cost at the three levels; the batch's own where it does not fall
    double at(double[] cost) {
        double later = cost[1] - cost[2];
        if (!(later > 0) || !(e[1] > e[2])) {
            return cost[2];
        }
        double alpha = exponent((cost[0] - cost[1]) / later);
        double step = Math.pow(e[1], alpha) - Math.pow(e[2], alpha);
        return cost[2] - later * (Math.pow(e[2], alpha) - Math.pow(whole, alpha)) / step;
    }

    /// α with (e₀^α − e₁^α)/(e₁^α − e₂^α) = ratio, which rises with α.
    private double exponent(double ratio) {
        double low = LEAST;
        double high = MOST;
        for (int k = 0; k < BISECTIONS; k++) {
            double alpha = (low + high) / 2;
            double first = Math.pow(e[0], alpha) - Math.pow(e[1], alpha);
            if (first / (Math.pow(e[1], alpha) - Math.pow(e[2], alpha)) < ratio) {
                low = alpha;
            } else {
                high = alpha;
            }
        }
        return (low + high) / 2;
    }
}
