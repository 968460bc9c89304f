package dev.lawcast.scaling.law;

/// What one residual r costs. Costs are summed over the runs, never averaged.
public sealed interface ResidualLoss {

    /// r² (no half).
    record Squared() implements ResidualLoss {}

    /// r²/2 up to |r| = δ, then δ(|r| − δ/2). δ > 0, in units of the residual.
    record Huber(double delta) implements ResidualLoss {
        public Huber {
            requirePositive(delta);
        }
    }

    /// 2δ²(√(1 + (r/δ)²) − 1): r² for small residuals, 2δ|r| for large ones. δ > 0, in units of the
    /// residual.
    record SoftL1(double delta) implements ResidualLoss {
        public SoftL1 {
            requirePositive(delta);
        }
    }

    private static void requirePositive(double delta) {
        if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("delta is " + delta + ", must be finite and > 0");
        }
    }
}
