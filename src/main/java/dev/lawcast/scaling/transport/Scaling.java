package dev.lawcast.scaling.transport;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// The plan P_ij = a_i u_i K_ij v_j b_j of an entropic transport, brought to its marginals. K holds
/// absorbed potentials f⁰, g⁰; the potentials are f_i = f⁰_i + ε ln u_i and g_j = g⁰_j + ε ln v_j.
/// So a pass costs a product, no exponential, and nothing leaves the doubles (Schmitzer 2019,
/// *Stabilized sparse scaling algorithms*, SIAM J. Sci. Comput. 41).
///
/// Columns are exact after every step, v_j = 1/Σ_i a_i u_i K_ij; what is left is the error of the
/// rows. With it goes the concave D(u) = Σ a_i ln u_i − Σ b_j ln Σ_i a_i u_i K_ij, the dual value
/// over ε, which both kinds of step raise: Sinkhorn's u_i = 1/Σ_j K_ij v_j b_j while that is fast,
/// else Newton's.
final class Scaling {

    /// u and v beyond e^±this are absorbed.
    private static final double LARGEST_LOG = 40;

    /// Sinkhorn steps more than this to go: Newton's are cheaper.
    private static final double PATIENCE = 6;

    /// Rows' errors above this are too far away for Newton's step.
    private static final double FAR = .5;

    private final GibbsKernel kernel;
    private final BooleanSupplier cancelled;
    private final double[] f;
    private final double[] g;
    final double[] u;
    final double[] v;

    /// Σ_j K_ij v_j b_j.
    final double[] s;

    /// Σ_i a_i u_i K_ij.
    final double[] t;

    private final double[] bySource;
    private final double[] bySink;
    private double[] a = {};
    private double[] b = {};
    private double epsilon;
    private double error;
    private boolean begun;

    /// Of the rows' error, by Sinkhorn's last step; begins of later solves are judged by it.
    private double rate = 1;

    int passes;

    Scaling(GibbsKernel kernel, int rows, int columns, BooleanSupplier cancelled) {
        this.kernel = kernel;
        this.cancelled = cancelled;
        f = new double[rows];
        g = new double[columns];
        u = new double[rows];
        v = new double[columns];
        s = new double[rows];
        t = new double[columns];
        bySource = new double[rows];
        bySink = new double[columns];
        Arrays.fill(u, 1);
        Arrays.fill(v, 1);
    }

    void masses(double[] a, double[] b) {
        this.a = a;
        this.b = b;
    }

    /// Begins from these potentials of the rows, up to a constant, without changing what is
    /// absorbed.
    void begin(double[] potential) {
        double constant = Potentials.dot(a, potential) - Potentials.dot(a, f);
        for (int i = 0; i < u.length; i++) {
            double log = (potential[i] - f[i] - constant) / epsilon;
            u[i] = Math.exp(Math.clamp(log, -LARGEST_LOG, LARGEST_LOG));
        }
        passes = 0;
        begun = true;
    }

    /// Moves ε ln u and ε ln v into the kernel, for this ε.
    void absorb(double next) {
        System.arraycopy(f(), 0, f, 0, f.length);
        System.arraycopy(g(), 0, g, 0, g.length);
        Arrays.fill(u, 1);
        Arrays.fill(v, 1);
        epsilon = next;
        kernel.absorb(f, g, epsilon);
    }

    /// Σ_i |Σ_j P_ij − a_i| after the last step.
    double error() {
        return error;
    }

    /// Steps until the rows' error is within the tolerance.
    ///
    /// @return whether it is; false after too many passes in all
    boolean run(double tolerance, int mostPasses) {
        var newton = new NewtonStep(this, kernel, a, b);
        if (begun) {
            closeColumns();
        } else {
            multiply();
            sinkhorn();
        }
        int refusals = 0;
        double before = begun ? error / rate : Double.POSITIVE_INFINITY;
        begun = false;
        while (error > tolerance && passes < mostPasses) {
            double gain = error / before;
            before = error;
            boolean slow = !(gain < 1) || Math.log(tolerance / error) < PATIENCE * Math.log(gain);
            if (slow && error < FAR && refusals == 0) {
                if (!newton.take(tolerance)) {
                    refusals = 4;
                }
            } else {
                sinkhorn();
                rate = error / before;
                refusals = Math.max(0, refusals - 1);
            }
            if (extreme()) {
                absorb(epsilon);
            }
        }
        return error <= tolerance;
    }

    private void sinkhorn() {
        for (int i = 0; i < u.length; i++) {
            u[i] = 1 / s[i];
        }
        closeColumns();
    }

    /// v from u, and the error that leaves.
    void closeColumns() {
        count();
        for (int i = 0; i < u.length; i++) {
            bySource[i] = a[i] * u[i];
        }
        kernel.multiplyTransposed(bySource, t);
        for (int j = 0; j < v.length; j++) {
            v[j] = 1 / t[j];
        }
        multiply();
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += Math.abs(rowSum(i) - a[i]);
        }
        error = sum;
    }

    private void multiply() {
        for (int j = 0; j < v.length; j++) {
            bySink[j] = b[j] * v[j];
        }
        kernel.multiply(bySink, s);
    }

    /// D(u); columns must be closed.
    double dual() {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += a[i] == 0 ? 0 : a[i] * Math.log(u[i]);
        }
        for (int j = 0; j < t.length; j++) {
            sum -= b[j] == 0 ? 0 : b[j] * Math.log(t[j]);
        }
        return sum;
    }

    /// Their u, which no marginal needs.
    void closeRowsWithoutMass() {
        for (int i = 0; i < u.length; i++) {
            u[i] = a[i] == 0 ? 1 / s[i] : u[i];
        }
    }

    /// Σ_j P_ij.
    double rowSum(int i) {
        return a[i] * u[i] * s[i];
    }

    /// ⟨P, C⟩.
    double cost() {
        for (int i = 0; i < u.length; i++) {
            bySource[i] = a[i] * u[i];
        }
        return kernel.cost(bySource, bySink);
    }

    double[] f() {
        return total(f, u);
    }

    double[] g() {
        return total(g, v);
    }

    private double[] total(double[] absorbed, double[] scale) {
        double[] potential = absorbed.clone();
        for (int k = 0; k < potential.length; k++) {
            potential[k] += epsilon * Math.log(scale[k]);
        }
        return potential;
    }

    void count() {
        passes++;
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("The transport was cancelled.");
        }
    }

    private boolean extreme() {
        double high = Math.exp(LARGEST_LOG);
        for (double x : u) {
            if (!(x < high && x > 1 / high)) {
                return true;
            }
        }
        for (double x : v) {
            if (!(x < high && x > 1 / high)) {
                return true;
            }
        }
        return false;
    }
}
