package dev.lawcast.scaling.fit;

/// Least squares under bounds from normal equations: minimises c·G·c − 2·h·c with lower ≤ c ≤
/// upper. The generalisation of non-negative least squares to any bounds (Lawson and Hanson 1974;
/// Stark and Parker 1995, *Bounded-variable least squares*). G is at most some ten columns wide
/// here and gives a start, so that the normal equations are accurate enough.
final class Nnls {

    /// Keeps G positive definite where columns coincide; far below what changes a start.
    private static final double RIDGE = 1e-13;

    private static final int FREE = 0;
    private static final int LOWER = -1;
    private static final int UPPER = 1;

    private final int m;
    private final double[] lower;
    private final double[] upper;
    private final int[] state;
    private final int[] index;
    private final double[][] factor;
    private final double[] right;

    /// The answer of the last call.
    final double[] c;

    Nnls(double[] lower, double[] upper) {
        this.m = lower.length;
        this.lower = lower;
        this.upper = upper;
        state = new int[m];
        index = new int[m];
        factor = new double[m][m];
        right = new double[m];
        c = new double[m];
    }

    /// @param g lower triangle of G
    /// @return c·G·c − 2·h·c at the solution, NaN where there is none
    double solve(double[][] g, double[] h) {
        for (int k = 0; k < m; k++) {
            state[k] = lower[k] == upper[k] ? LOWER : FREE;
            c[k] = state[k] == FREE ? 0 : lower[k];
        }
        // Mostly the free solution lies inside and this is the whole work.
        if (solveFree(g, h) && inside()) {
            copyFree();
            return value(g, h);
        }
        for (int k = 0; k < m; k++) {
            if (lower[k] > Double.NEGATIVE_INFINITY) {
                state[k] = LOWER;
                c[k] = lower[k];
            } else if (upper[k] < Double.POSITIVE_INFINITY) {
                state[k] = UPPER;
                c[k] = upper[k];
            } else {
                state[k] = FREE;
                c[k] = 0;
            }
        }
        for (int round = 0; round < 3 * m + 3; round++) {
            if (!descend(g, h)) {
                return Double.NaN;
            }
            int leaving = steepest(g, h);
            if (leaving < 0) {
                break;
            }
            state[leaving] = FREE;
        }
        return value(g, h);
    }

    /// Moves to the best point of the free set, fixing those that meet a bound on the way.
    private boolean descend(double[][] g, double[] h) {
        for (int round = 0; round <= m; round++) {
            if (!solveFree(g, h)) {
                return false;
            }
            double share = 1;
            int first = -1;
            for (int a = 0; a < m && index[a] >= 0; a++) {
                int k = index[a];
                double bound = right[a] < lower[k] ? lower[k] : upper[k];
                boolean outside = right[a] < lower[k] || right[a] > upper[k];
                double reach = outside ? (bound - c[k]) / (right[a] - c[k]) : 1;
                if (outside && reach < share) {
                    share = Math.max(0, reach);
                    first = k;
                }
            }
            for (int a = 0; a < m && index[a] >= 0; a++) {
                c[index[a]] += share * (right[a] - c[index[a]]);
            }
            if (first < 0) {
                return true;
            }
            state[first] = c[first] - lower[first] <= upper[first] - c[first] ? LOWER : UPPER;
            c[first] = state[first] == LOWER ? lower[first] : upper[first];
        }
        return true;
    }

    /// The bound whose release gains most, −1 for none.
    private int steepest(double[][] g, double[] h) {
        int best = -1;
        double most = 0;
        for (int k = 0; k < m; k++) {
            if (state[k] == FREE || lower[k] == upper[k]) {
                continue;
            }
            double gradient = -h[k];
            double size = Math.abs(h[k]);
            for (int l = 0; l < m; l++) {
                double part = entry(g, k, l) * c[l];
                gradient += part;
                size += Math.abs(part);
            }
            double gain = state[k] == LOWER ? -gradient : gradient;
            double relative = gain / Math.sqrt(entry(g, k, k) + Double.MIN_NORMAL);
            if (gain > 1e-12 * size && relative > most) {
                most = relative;
                best = k;
            }
        }
        return best;
    }

    /// Solves for the free ones with the others held; the answer is left in `right`.
    private boolean solveFree(double[][] g, double[] h) {
        int count = 0;
        for (int k = 0; k < m; k++) {
            if (state[k] == FREE) {
                index[count++] = k;
            }
        }
        for (int a = count; a < m; a++) {
            index[a] = -1;
        }
        for (int a = 0; a < count; a++) {
            int k = index[a];
            double sum = h[k];
            for (int l = 0; l < m; l++) {
                if (state[l] != FREE) {
                    sum -= entry(g, k, l) * c[l];
                }
            }
            right[a] = sum;
            for (int b = 0; b <= a; b++) {
                factor[a][b] = entry(g, k, index[b]);
            }
            factor[a][a] = factor[a][a] * (1 + RIDGE) + Double.MIN_NORMAL;
        }
        if (!SolverCholesky.factor(factor, count)) {
            return false;
        }
        SolverCholesky.solve(factor, count, right);
        return true;
    }

    private boolean inside() {
        for (int a = 0; a < m && index[a] >= 0; a++) {
            if (!(right[a] >= lower[index[a]] && right[a] <= upper[index[a]])) {
                return false;
            }
        }
        return true;
    }

    private void copyFree() {
        for (int a = 0; a < m && index[a] >= 0; a++) {
            c[index[a]] = right[a];
        }
    }

    private double value(double[][] g, double[] h) {
        double sum = 0;
        for (int k = 0; k < m; k++) {
            double row = g[k][k] * c[k] - 2 * h[k];
            for (int l = 0; l < k; l++) {
                row += 2 * g[k][l] * c[l];
            }
            sum += row * c[k];
        }
        return sum;
    }

    private static double entry(double[][] g, int k, int l) {
        return k >= l ? g[k][l] : g[l][k];
    }
}
