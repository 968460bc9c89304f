package dev.lawcast.scaling.theory;

/// The error of a maximum-margin perceptron that learns from a pruned data set, in the limit of
/// many dimensions (Sorscher et al. 2022, *Beyond neural scaling laws*, arXiv 2206.14486).
///
/// A teacher labels α_total·d Gaussian inputs; a probe at angle θ from it ranks them by |margin|;
/// the share f of the hardest (or easiest) is kept. The student J has overlap R with the teacher,
/// margin κ and error arccos(R)/π. In the plane of probe and teacher J has length h = √(1 − r²) at
/// angle χ from the probe; it maximises κ subject to α·E[(κ − y·J·x)₊²] = r². Divided by r, with c
/// = h/r and k = κ/r, and w standard normal for all other dimensions:
///
/// α_total·E[G(k − c·p); kept] = 1, G(x) = E[(x − w)₊²] = (1 + x²)Φ(x) + xφ(x), κ = k/√(1 + c²)
///
/// k(c, χ) is concave in the plane, hence κ is quasi-concave: one maximum along each ray, where
/// dk/dc = ck/(1 + c²), and one over the rays, where E[o·G′] = 0. The optimal ray lies between
/// teacher and the normal of the probe (hardest) or between probe and teacher (easiest). At θ = 0
/// this equals the two equations of the paper; the first of these says dκ/dc = 0.
public final class PruningTheory {

    private static final double PRECISION = 1e-11;
    private static final double NONE = 1e-9;

    private final PruningSetting setting;
    private final double theta;

    private KeptMargins kept = new KeptMargins(new double[0], new double[0], new double[0]);
    private double nearby = 1; // c of the ray before
    private double k;
    private double slope; // dk/dc
    private double turn; // E[o·G′]/E[G′]

    private PruningTheory(PruningSetting setting) {
        this.setting = setting;
        // All kept: the probe does not matter.
        this.theta = setting.keepFraction() == 1 ? 0 : Math.toRadians(setting.thetaDegrees());
    }

    /// What the theory says of a setting.
    ///
    /// @param error share of new inputs that the student labels wrongly, 0 to ½
    /// @param overlap R, the cosine between student and teacher, 0 to 1
    /// @param margin κ, least margin of the kept examples, in units of an input coordinate
    public record Result(double error, double overlap, double margin) {}

    /// @throws ArithmeticException where no maximum was found; none such is known
    public static Result of(PruningSetting setting) {
        return new PruningTheory(setting).solve();
    }

    private Result solve() {
        double chi =
                switch (setting.keep()) {
                    case HARDEST -> ray(theta, Math.PI / 2);
                    case EASIEST -> ray(0, theta);
                };
        double c = alongRay(chi);
        double delta = chi - theta;
        double across = Math.hypot(1, c * Math.sin(delta));
        double along = c * Math.cos(delta);
        return new Result(
                Math.atan2(across, along) / Math.PI,
                along / Math.hypot(1, c),
                k / Math.hypot(1, c));
    }

    /// χ of the maximum.
    private double ray(double low, double high) {
        if (theta == 0 || high - low < PRECISION) {
            return theta;
        }
        // The ends are where the sign is known but may vanish, as by symmetry at θ = 90°.
        alongRay(high);
        if (turn >= 0) {
            return high;
        }
        alongRay(low);
        if (turn <= 0) {
            return low;
        }
        return Root.between(
                low,
                high,
                1e-9,
                chi -> {
                    alongRay(chi);
                    return turn;
                });
    }

    /// c of the maximum along a ray.
    private double alongRay(double chi) {
        kept = KeptMargins.of(setting, theta, chi);
        double low = nearby / 1.02;
        while (rises(low) < 0) {
            if (low < NONE) {
                return low; // nothing to learn along this ray
            }
            low /= 2;
        }
        double high = 1.04 * low;
        while (rises(high) > 0) {
            low = high;
            high *= 2;
        }
        double c = Root.between(low, high, PRECISION * high, this::rises);
        rises(c);
        nearby = c;
        return c;
    }

    /// dκ/dc up to a positive factor.
    private double rises(double c) {
        if (c > 1e12) {
            throw new ArithmeticException("No maximum margin was found for " + setting);
        }
        constrain(c);
        return slope - k * c / (1 + c * c);
    }

    /// k, its slope and its turn at c: Newton's method on √(α·E[G]) = 1, which is convex and rising
    /// in k, so that every step but the first stays on the right of the root.
    private void constrain(double c) {
        double[] p = kept.p();
        double[] w = kept.w();
        double[] u = kept.u();
        for (int step = 0; step < 200; step++) {
            double g = 0; // E[G]
            double h = 0; // E[G′]/2
            double hp = 0;
            double ho = 0;
            for (int i = 0; i < p.length; i++) {
                double x = k - c * p[i];
                if (x < -9) {
                    continue; // G < 1e−20
                }
                double density = Gauss.density(x);
                double below = Gauss.below(x, density);
                double first = x * below + density;
                g += w[i] * (x * first + below);
                h += w[i] * first;
                hp += w[i] * p[i] * first;
                ho += u[i] * first;
            }
            double root = Math.sqrt(g);
            double change = g > 1e-16 ? (root - 1) * root / h : -1 - Math.abs(k);
            k -= change;
            slope = hp / h;
            turn = ho / h;
            if (Math.abs(change) < PRECISION * (1 + Math.abs(k))) {
                return;
            }
        }
        throw new ArithmeticException("The margin did not converge for " + setting);
    }
}
