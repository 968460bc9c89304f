package dev.lawcast.scaling.transport;

/// Newton's step for D(u) in x = ln u. With r the row sums of P, whose columns are exact,
///
/// (diag r − P diag(1/b) Pᵀ) x = a − r,
///
/// solved by conjugate gradients, preconditioned by diag r; each of their steps costs one product
/// with P and one with Pᵀ, as a Sinkhorn step does, but the error falls with the root of the
/// spectral gap and not with the gap. The matrix has the null vector 1, to which the right side is
/// orthogonal. Solved only as far as the last step has shown the quadratic model to be good for
/// (Eisenstat & Walker 1996).
final class NewtonStep {

    private static final int MOST_STEPS = 300;
    private static final int MOST_HALVINGS = 6;
    private static final double ARMIJO = 1e-4;
    private static final double ROUNDING = 1e-14; // of D(u)

    /// ln u may change by this at once; beyond, the quadratic model is worth nothing.
    private static final double LONGEST = 3;

    /// Share of the right side that conjugate gradients may leave; less once Newton's steps are
    /// seen to gain more.
    private static final double LOOSEST = .3;

    private final Scaling scaling;
    private final GibbsKernel kernel;
    private final double[] a;
    private final double[] b;
    private final double[] r;
    private final double[] x;
    private final double[] residual;
    private final double[] direction;
    private final double[] image;
    private final double[] bySource;
    private final double[] bySink;
    private final double[] old;
    private double forcing = Double.NaN;

    NewtonStep(Scaling scaling, GibbsKernel kernel, double[] a, double[] b) {
        this.scaling = scaling;
        this.kernel = kernel;
        this.a = a;
        this.b = b;
        r = new double[a.length];
        x = new double[a.length];
        residual = new double[a.length];
        direction = new double[a.length];
        image = new double[a.length];
        bySource = new double[a.length];
        bySink = new double[b.length];
        old = new double[a.length];
    }

    /// Raises D(u), or leaves u as it was.
    ///
    /// @param tolerance rows' error that is wanted in the end
    /// @return whether it was raised
    boolean take(double tolerance) {
        double error = scaling.error();
        if (Double.isNaN(forcing)) {
            forcing = Math.min(LOOSEST, Math.sqrt(error));
        }
        solve(Math.max(.1 * tolerance / error, forcing));
        double constant = Potentials.dot(a, x); // moves nothing, but would pile up
        double slope = 0;
        double longest = 0;
        for (int i = 0; i < x.length; i++) {
            x[i] -= constant;
            slope += (a[i] - r[i]) * x[i];
            longest = Math.max(longest, Math.abs(x[i]));
        }
        double before = scaling.dual();
        double noise = ROUNDING * (1 + Math.abs(before));
        System.arraycopy(scaling.u, 0, old, 0, old.length);
        double step = Math.min(1, LONGEST / longest);
        for (int halving = 0; halving < MOST_HALVINGS; halving++) {
            for (int i = 0; i < x.length; i++) {
                scaling.u[i] = old[i] * Math.exp(step * x[i]);
            }
            scaling.closeColumns();
            if (scaling.error() < .5 * error
                    || scaling.dual() >= before + ARMIJO * step * slope - noise) {
                double ratio = scaling.error() / error;
                forcing = Math.min(LOOSEST, .9 * ratio * ratio);
                return true;
            }
            step /= 2;
        }
        System.arraycopy(old, 0, scaling.u, 0, old.length);
        scaling.closeColumns();
        return false;
    }

    /// @param share of the right side's norm that may be left
    private void solve(double share) {
        for (int i = 0; i < r.length; i++) {
            r[i] = scaling.rowSum(i);
            x[i] = 0;
            residual[i] = a[i] - r[i];
            direction[i] = r[i] > 0 ? residual[i] / r[i] : 0;
        }
        double square = preconditionedSquare();
        double enough = share * share * square;
        for (int step = 0; step < MOST_STEPS && square > enough; step++) {
            apply();
            double curvature = Potentials.dot(direction, image);
            if (!(curvature > 0)) {
                return;
            }
            double length = square / curvature;
            for (int i = 0; i < x.length; i++) {
                x[i] += length * direction[i];
                residual[i] -= length * image[i];
            }
            double next = preconditionedSquare();
            double turn = next / square;
            for (int i = 0; i < x.length; i++) {
                direction[i] = (r[i] > 0 ? residual[i] / r[i] : 0) + turn * direction[i];
            }
            square = next;
        }
    }

    private double preconditionedSquare() {
        double sum = 0;
        for (int i = 0; i < r.length; i++) {
            sum += r[i] > 0 ? residual[i] * residual[i] / r[i] : 0;
        }
        return sum;
    }

    /// image = (diag r − P diag(1/b) Pᵀ) direction.
    private void apply() {
        scaling.count();
        double[] u = scaling.u;
        double[] v = scaling.v;
        for (int i = 0; i < u.length; i++) {
            bySource[i] = a[i] * u[i] * direction[i];
        }
        kernel.multiplyTransposed(bySource, bySink);
        for (int j = 0; j < v.length; j++) {
            bySink[j] *= b[j] * v[j] * v[j];
        }
        kernel.multiply(bySink, image);
        for (int i = 0; i < u.length; i++) {
            image[i] = r[i] * direction[i] - a[i] * u[i] * image[i];
        }
    }
}
