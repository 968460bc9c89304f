package dev.lawcast.scaling.law;

/// Where a residual r = g(L̂) − g(L) is measured: on the metric itself, on its logarithm, or, for
/// shares between 0 and 1, on the logarithm of its odds.
public enum ResidualSpace {
    /// g(L) = L.
    RAW {
        @Override
        public double of(double metric) {
            return metric;
        }

        @Override
        public double metric(double g) {
            return g;
        }

        @Override
        public double slope(double metric) {
            return 1;
        }

        @Override
        public boolean takes(double metric) {
            return Double.isFinite(metric);
        }

        @Override
        public String rule() {
            return "must be finite";
        }
    },
    /// g(L) = ln L.
    LOG {
        @Override
        public double of(double metric) {
            return Math.log(metric);
        }

        @Override
        public double metric(double g) {
            return Math.exp(g);
        }

        @Override
        public double slope(double metric) {
            return 1 / metric;
        }

        @Override
        public boolean takes(double metric) {
            return metric > 0 && metric < Double.POSITIVE_INFINITY;
        }

        @Override
        public String rule() {
            return "log residuals need a finite metric > 0";
        }
    },
    /// g(L) = ln(L/(1 − L)): near 0 as [#LOG], and alike near 1. An error rate of n trials scatters
    /// by about 1/√(n·L·(1 − L)) there.
    LOGIT {
        @Override
        public double of(double metric) {
            return metric >= 1
                    ? Double.POSITIVE_INFINITY
                    : metric <= 0
                            ? Double.NEGATIVE_INFINITY
                            : Math.log(metric) - Math.log1p(-metric);
        }

        @Override
        public double metric(double g) {
            return 1 / (1 + Math.exp(-g));
        }

        @Override
        public double slope(double metric) {
            return 1 / (metric * (1 - metric));
        }

        @Override
        public boolean takes(double metric) {
            return metric > 0 && metric < 1;
        }

        @Override
        public String rule() {
            return "logit residuals need a metric between 0 and 1, both excluded";
        }
    };

    /// g of a metric.
    public abstract double of(double metric);

    /// The metric whose g is given.
    public abstract double metric(double g);

    /// g′ of a metric.
    public abstract double slope(double metric);

    /// Whether a run may have this metric.
    public abstract boolean takes(double metric);

    /// What it takes, for a message.
    public abstract String rule();
}
