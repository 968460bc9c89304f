package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;

/// The stated objective F = Σ wᵢ·ρ(rᵢ) over predicted values f, and what its derivatives need.
///
/// With ψ = ρ′ and ω = ψ/r: ∇F = Σ slope·∇f, ∇²F = Σ newton·∇f∇fᵀ + Σ slope·∇²f, and the always
/// positive Σ gauss·∇f∇fᵀ of reweighted least squares. In the space g of the residuals r = g(f) −
/// g(y), so slope = w·ψ·g′, newton = w·(ψ′·g′² + ψ·g″) and gauss = w·ω·g′².
///
/// A share that a logit law puts outside (0, 1) has no residual. A start with such a value is first
/// led by the tangent residual (f − y)·g′(y), see [#tangent].
final class SolverCost {

    private enum Shape {
        SQUARED,
        HUBER,
        SOFT_L1
    }

    /// Largest s of the series: the first term that it leaves out is s^14/15 of the whole.
    private static final double SERIES = 1 / 16.;

    private final ResidualSpace space;
    private final double[] y;
    private final double[] gY;
    private final int n;
    private final Shape shape;
    private final double stated;

    /// Row weights; replaced for a refit.
    private double[] weight;

    private boolean tangent;

    /// δ in use: larger than the stated one while a robust fit is still approaching.
    private double delta;

    final double[] slope;
    final double[] newton;
    final double[] gauss;

    SolverCost(Objective objective, double[] y, double[] gY, double[] weight) {
        space = objective.space();
        this.y = y;
        this.gY = gY;
        this.n = y.length;
        this.weight = weight;
        switch (objective.loss()) {
            case ResidualLoss.Squared squared -> {
                shape = Shape.SQUARED;
                stated = 0;
            }
            case ResidualLoss.Huber huber -> {
                shape = Shape.HUBER;
                stated = huber.delta();
            }
            case ResidualLoss.SoftL1 soft -> {
                shape = Shape.SOFT_L1;
                stated = soft.delta();
            }
        }
        delta = stated;
        slope = new double[n];
        gauss = new double[n];
        newton = plain() ? gauss : new double[n];
    }

    /// Whether [#newton] and [#gauss] are the same array.
    boolean plain() {
        return shape == Shape.SQUARED && space == ResidualSpace.RAW;
    }

    boolean robust() {
        return shape != Shape.SQUARED;
    }

    void reweight(double[] weights) {
        this.weight = weights;
    }

    /// Uses a loss that is flatter than the stated one by this factor.
    void soften(double factor) {
        delta = stated * factor;
    }

    /// Whether residuals are taken along the tangent of g at y, which exists for every f: on the
    /// way to the shares that a logit law takes. Other spaces do without.
    boolean tangent(boolean on) {
        tangent = on && space == ResidualSpace.LOGIT;
        return tangent;
    }

    double statedDelta() {
        return stated;
    }

    /// Fills the residuals; returns F, +∞ where it does not exist.
    double value(double[] f, double[] r) {
        if (tangent) {
            for (int i = 0; i < n; i++) {
                r[i] = (f[i] - y[i]) * space.slope(y[i]);
            }
        } else {
            residuals(f, r);
        }
        double sum = 0;
        if (shape == Shape.SQUARED) {
            for (int i = 0; i < n; i++) {
                sum += weight[i] * (r[i] * r[i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                sum += weight[i] * loss(r[i]);
            }
        }
        return sum < Double.POSITIVE_INFINITY ? sum : Double.POSITIVE_INFINITY;
    }

    private void residuals(double[] f, double[] r) {
        switch (space) {
            case RAW -> {
                for (int i = 0; i < n; i++) {
                    r[i] = f[i] - y[i];
                }
            }
            case LOG -> logarithmic(f, r);
            case LOGIT -> {
                for (int i = 0; i < n; i++) {
                    r[i] = space.takes(f[i]) ? space.of(f[i]) - gY[i] : Double.NaN;
                }
            }
        }
    }

    /// r = ln f − ln y. Near y it is 2·artanh s with s = (f − y)/(f + y), whose series loses
    /// nothing to cancellation and needs no branch.
    private void logarithmic(double[] f, double[] r) {
        for (int i = 0; i < n; i++) {
            double s = (f[i] - y[i]) / (f[i] + y[i]);
            double z = s * s;
            double tail = 1 / 7. + z * (1 / 9. + z * (1 / 11. + z * (1 / 13.)));
            r[i] = 2 * s * (1 + z * (1 / 3. + z * (1 / 5. + z * tail)));
        }
        for (int i = 0; i < n; i++) {
            if (!(Math.abs(f[i] - y[i]) <= SERIES * (f[i] + y[i]))) {
                r[i] = Math.log(f[i]) - gY[i];
            }
        }
    }

    private double loss(double r) {
        return switch (shape) {
            case SQUARED -> r * r;
            case HUBER -> {
                double size = Math.abs(r);
                yield size <= delta ? .5 * r * r : delta * (size - .5 * delta);
            }
            case SOFT_L1 -> {
                double z = r / delta;
                // 2δ²(√(1+z²) − 1) without cancellation for small z
                yield 2 * r * r / (1 + Math.sqrt(1 + z * z));
            }
        };
    }

    /// Fills [#slope], [#newton] and [#gauss] for values f with residuals r.
    void derivatives(double[] f, double[] r) {
        if (plain()) {
            for (int i = 0; i < n; i++) {
                gauss[i] = 2 * weight[i];
                slope[i] = gauss[i] * r[i];
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            double psi = 2 * r[i];
            double derivative = 2;
            double ratio = 2;
            switch (shape) {
                case SQUARED -> {}
                case HUBER -> {
                    double size = Math.abs(r[i]);
                    boolean inside = size <= delta;
                    psi = inside ? r[i] : Math.copySign(delta, r[i]);
                    derivative = inside ? 1 : 0;
                    ratio = inside ? 1 : delta / size;
                }
                case SOFT_L1 -> {
                    double z = r[i] / delta;
                    double root = Math.sqrt(1 + z * z);
                    ratio = 2 / root;
                    psi = ratio * r[i];
                    derivative = ratio / (root * root);
                }
            }
            double g1 = tangent ? space.slope(y[i]) : space.slope(f[i]);
            double w = weight[i] * g1;
            slope[i] = w * psi;
            newton[i] = w * g1 * (derivative + psi * bend(f[i]));
            gauss[i] = w * g1 * ratio;
        }
    }

    /// g″/g′².
    private double bend(double f) {
        return switch (space) {
            case RAW -> 0;
            case LOG -> -1;
            case LOGIT -> tangent ? 0 : 2 * f - 1;
        };
    }

    /// The size of a residual that is rounding only, relative to the size of the residuals: below
    /// about this, a gradient cannot be told from 0.
    double roundingShare(double[] f, double[] r) {
        double scale = 0;
        double size = 0;
        for (int i = 0; i < n; i++) {
            // one unit in the last place of f (and of g) moves r by this much
            double step =
                    switch (space) {
                        case RAW -> Math.abs(f[i]) + Math.abs(y[i]);
                        case LOG -> 1 + Math.abs(gY[i]);
                        case LOGIT -> 1 / Math.abs(1 - f[i]) + Math.abs(gY[i]);
                    };
            scale += weight[i] * step * step;
            size += weight[i] * r[i] * r[i];
        }
        return size > 0 ? Math.ulp(1.0) * Math.sqrt(scale / size) : Double.POSITIVE_INFINITY;
    }

    /// Root of the weighted mean square of the residuals.
    double rootMeanSquare(double[] r) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < n; i++) {
            sum += weight[i] * r[i] * r[i];
            total += weight[i];
        }
        return Math.sqrt(sum / total);
    }
}
