package dev.lawcast.scaling.transport;

/// Arithmetic of dual potentials.
final class Potentials {

    private Potentials() {}

    /// The c-transform f_i = min_j (c_ij − g_j): the largest f that is feasible with g.
    static double[] transform(CostMatrix cost, double[] g) {
        double[] f = new double[cost.rows()];
        double[] c = cost.values();
        for (int i = 0; i < f.length; i++) {
            double least = Double.POSITIVE_INFINITY;
            int row = i * g.length;
            for (int j = 0; j < g.length; j++) {
                least = Math.min(least, c[row + j] - g[j]);
            }
            f[i] = least;
        }
        return f;
    }

    /// Moves the constant that f and g may exchange, so that Σ a_i f_i = Σ b_j g_j.
    static void balance(double[] f, double[] g, double[] a, double[] b) {
        double constant = (dot(f, a) - dot(g, b)) / 2;
        for (int i = 0; i < f.length; i++) {
            f[i] -= constant;
        }
        for (int j = 0; j < g.length; j++) {
            g[j] += constant;
        }
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += x[k] * y[k];
        }
        return sum;
    }

    /// Σ |x_k − y_k|.
    static double distance(double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += Math.abs(x[k] - y[k]);
        }
        return sum;
    }
}
