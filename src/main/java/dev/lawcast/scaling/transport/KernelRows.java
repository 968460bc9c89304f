package dev.lawcast.scaling.transport;

/// The inner loops over rows of a kernel. Four rows at a time read the other factor once; where
/// arrays share an index the loop becomes vector instructions, sums over a row run in four strands.
final class KernelRows {

    private KernelRows() {}

    /// Replaces the costs of a row by e^((f + g_j − c_j)/ε).
    static void exponentiate(double[] row, double f, double[] g, double epsilon) {
        double scale = 1 / epsilon;
        for (int j = 0; j < row.length; j++) {
            row[j] = (f + g[j] - row[j]) * scale;
        }
        Exponentials.replace(row);
    }

    /// s_i … s_(i+3) = the four rows times y.
    static void dot(
            double[] k0, double[] k1, double[] k2, double[] k3, double[] y, double[] s, int i) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double r0 = 0;
        double r1 = 0;
        double r2 = 0;
        double r3 = 0;
        int even = y.length & ~1;
        for (int j = 0; j < even; j += 2) {
            double y0 = y[j];
            double y1 = y[j + 1];
            s0 = Math.fma(k0[j], y0, s0);
            s1 = Math.fma(k1[j], y0, s1);
            s2 = Math.fma(k2[j], y0, s2);
            s3 = Math.fma(k3[j], y0, s3);
            r0 = Math.fma(k0[j + 1], y1, r0);
            r1 = Math.fma(k1[j + 1], y1, r1);
            r2 = Math.fma(k2[j + 1], y1, r2);
            r3 = Math.fma(k3[j + 1], y1, r3);
        }
        if (even < y.length) {
            double last = y[even];
            s0 = Math.fma(k0[even], last, s0);
            s1 = Math.fma(k1[even], last, s1);
            s2 = Math.fma(k2[even], last, s2);
            s3 = Math.fma(k3[even], last, s3);
        }
        s[i] = s0 + r0;
        s[i + 1] = s1 + r1;
        s[i + 2] = s2 + r2;
        s[i + 3] = s3 + r3;
    }

    static double dot(double[] k, double[] y) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int quarters = y.length & ~3;
        for (int j = 0; j < quarters; j += 4) {
            s0 = Math.fma(k[j], y[j], s0);
            s1 = Math.fma(k[j + 1], y[j + 1], s1);
            s2 = Math.fma(k[j + 2], y[j + 2], s2);
            s3 = Math.fma(k[j + 3], y[j + 3], s3);
        }
        for (int j = quarters; j < y.length; j++) {
            s0 = Math.fma(k[j], y[j], s0);
        }
        return s0 + s1 + (s2 + s3);
    }

    /// t_j += k_j c_j x.
    static void addCosts(double[] k, double[] c, double x, double[] t) {
        for (int j = 0; j < t.length; j++) {
            t[j] = Math.fma(k[j] * x, c[j], t[j]);
        }
    }

    /// t_j += the four rows' K_ij x_i, for from ≤ j < to.
    static void add(
            double[] k0,
            double[] k1,
            double[] k2,
            double[] k3,
            double[] x,
            int i,
            double[] t,
            int from,
            int to) {
        double x0 = x[i];
        double x1 = x[i + 1];
        double x2 = x[i + 2];
        double x3 = x[i + 3];
        for (int j = from; j < to; j++) {
            double upper = Math.fma(k0[j], x0, k1[j] * x1);
            double lower = Math.fma(k2[j], x2, k3[j] * x3);
            t[j] += upper + lower;
        }
    }

    static void add(double[] k, double x, double[] t, int from, int to) {
        for (int j = from; j < to; j++) {
            t[j] = Math.fma(k[j], x, t[j]);
        }
    }
}
