package dev.lawcast.scaling.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the weighted Jacobian of the free parameters says of a fit: rank, condition, and the
/// directions without effect. Columns are brought to length 1 first, so that units do not matter;
/// then R of a QR factorisation and one-sided Jacobi rotations of R. R comes from the Gram matrix
/// where that is accurate, else from Householder reflections, which keep small singular values.
final class SolverRank {

    /// Below this share of the largest singular value a direction has no effect on the predictions:
    /// the derivatives are exact to about 1e−15, so that an exact dependence shows as 1e−14.
    private static final double NOTHING = 1e-10;

    /// A pivot of a Gram matrix with diagonal 1 whose inverse is larger has lost 8 of 16 digits.
    private static final double ACCURATE = 1e8;

    private static final int SWEEPS = 30;

    private final int d;
    private final int n;
    private double[][] q = new double[0][];
    private final double[][] r;
    private final double[][] v;
    private final double[] singular;
    private final double[] inverse;
    private final int[] index;
    private int free;
    private int rank;
    private double condition;

    SolverRank(int d, int n) {
        this.d = d;
        this.n = n;
        r = new double[d][d];
        v = new double[d][d];
        singular = new double[d];
        inverse = new double[d];
        index = new int[d];
    }

    int free() {
        return free;
    }

    int rank() {
        return rank;
    }

    boolean full() {
        return rank == free;
    }

    double condition() {
        return condition;
    }

    /// @param rowWeight positive weight of each row's squared derivative
    /// @param gram lower triangle of Σ rowWeight·∂/∂p_k·∂/∂p_l
    void decompose(double[][] jacobian, double[] rowWeight, double[][] gram, boolean[] held) {
        free = 0;
        for (int k = 0; k < d; k++) {
            if (!held[k]) {
                index[free++] = k;
            }
        }
        boolean accurate = cholesky(gram);
        if (accurate && free <= 3) {
            rank = free;
            condition = small();
            return;
        }
        if (!accurate) {
            reflect(jacobian, rowWeight);
        }
        rotate();
        double largest = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int k = 0; k < free; k++) {
            singular[k] = length(r[k], free);
            largest = Math.max(largest, singular[k]);
            smallest = Math.min(smallest, singular[k]);
        }
        rank = 0;
        for (int k = 0; k < free; k++) {
            if (singular[k] > NOTHING * largest) {
                rank++;
            }
        }
        condition = free == 0 ? 1 : rank == free ? largest / smallest : Double.POSITIVE_INFINITY;
    }

    /// Condition of up to three columns, whose Gram matrix G has the diagonal 1 and is factored in
    /// `v`. The eigenvalues are the roots of λ³ − 3λ² + (3 − s)λ − det G with s the sum of squares
    /// off the diagonal: Newton falls from above on the largest, the others follow from their sum
    /// and, without cancellation, from their product det G/λ₁ (det G is the product of the pivots).
    /// Pivots that are [ACCURATE] leave the rank full.
    private double small() {
        if (free < 2) {
            return 1;
        }
        double determinant = 1;
        double s = 0;
        for (int a = 0; a < free; a++) {
            determinant /= v[a][a];
            for (int b = 0; b < a; b++) {
                s += r[a][b] * r[a][b];
            }
        }
        if (free == 2) {
            double largest = 1 + Math.sqrt(s);
            return largest / Math.sqrt(determinant);
        }
        double largest = 1 + Math.sqrt(4 * s / 3);
        for (int step = 0; step < 50; step++) {
            double value = ((largest - 3) * largest + (3 - s)) * largest - determinant;
            double slope = (3 * largest - 6) * largest + (3 - s);
            double next = largest - value / slope;
            if (!(next < largest * (1 - 1e-15))) {
                break;
            }
            largest = next;
        }
        double sum = 3 - largest;
        double product = determinant / largest;
        double least = 2 * product / (sum + Math.sqrt(Math.max(0, sum * sum - 4 * product)));
        return Math.sqrt(largest / least);
    }

    /// R from the Gram matrix; false where its pivots say that squaring has lost digits. Up to
    /// three columns keep the Gram matrix itself in `r`.
    private boolean cholesky(double[][] gram) {
        for (int a = 0; a < free; a++) {
            double size = gram[index[a]][index[a]];
            if (!(size > 0) || size == Double.POSITIVE_INFINITY) {
                return false;
            }
            inverse[a] = 1 / Math.sqrt(size);
            for (int b = 0; b <= a; b++) {
                v[a][b] = gram[index[a]][index[b]] * inverse[a] * inverse[b];
                r[a][b] = v[a][b];
            }
        }
        if (!SolverCholesky.factor(v, free)) {
            return false;
        }
        for (int a = 0; a < free; a++) {
            if (v[a][a] > ACCURATE) {
                return false;
            }
            for (int b = 0; free > 3 && b < free; b++) {
                double root = 1 / Math.sqrt(v[b][b]);
                r[a][b] = b < a ? v[a][b] * root : b == a ? root : 0;
            }
        }
        return true;
    }

    private void reflect(double[][] jacobian, double[] rowWeight) {
        if (q.length == 0) {
            q = new double[d][n];
        }
        for (int a = 0; a < free; a++) {
            double largest = 0;
            for (int i = 0; i < n; i++) {
                q[a][i] = Math.sqrt(rowWeight[i]) * jacobian[index[a]][i];
                largest = Math.max(largest, Math.abs(q[a][i]));
            }
            normalise(q[a], largest);
        }
        triangle(n);
    }

    private static void normalise(double[] column, double largest) {
        if (!(largest > 0)) {
            return;
        }
        double sum = 0;
        for (int i = 0; i < column.length; i++) {
            column[i] /= largest;
            sum += column[i] * column[i];
        }
        double length = Math.sqrt(sum);
        for (int i = 0; i < column.length; i++) {
            column[i] /= length;
        }
    }

    private static double length(double[] column, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += column[i] * column[i];
        }
        return Math.sqrt(sum);
    }

    /// R of the columns by Householder reflections, stored by column in `r`.
    private void triangle(int n) {
        for (int k = 0; k < free; k++) {
            double[] pivot = q[k];
            double tail = 0;
            for (int i = k; i < n; i++) {
                tail += pivot[i] * pivot[i];
            }
            double alpha = k < n ? -Math.copySign(Math.sqrt(tail), pivot[k]) : 0;
            for (int l = 0; l < free; l++) {
                r[k][l] = l < k && l < n ? pivot[l] : 0;
            }
            r[k][k] = alpha;
            if (alpha == 0) {
                continue;
            }
            double first = pivot[k] - alpha;
            double square = tail - pivot[k] * pivot[k] + first * first;
            pivot[k] = first;
            for (int l = k + 1; l < free; l++) {
                double[] column = q[l];
                double sum = 0;
                for (int i = k; i < n; i++) {
                    sum += pivot[i] * column[i];
                }
                double share = 2 * sum / square;
                for (int i = k; i < n; i++) {
                    column[i] -= share * pivot[i];
                }
            }
        }
    }

    /// Rotates pairs of columns until they are orthogonal; `v` gathers the rotations.
    private void rotate() {
        for (int k = 0; k < free; k++) {
            for (int l = 0; l < free; l++) {
                v[k][l] = k == l ? 1 : 0;
            }
        }
        boolean changed = true;
        for (int sweep = 0; changed && sweep < SWEEPS; sweep++) {
            changed = false;
            for (int k = 1; k < free; k++) {
                for (int l = 0; l < k; l++) {
                    changed |= orthogonalise(k, l);
                }
            }
        }
    }

    private boolean orthogonalise(int k, int l) {
        double kk = 0;
        double ll = 0;
        double kl = 0;
        for (int i = 0; i < free; i++) {
            kk += r[k][i] * r[k][i];
            ll += r[l][i] * r[l][i];
            kl += r[k][i] * r[l][i];
        }
        if (Math.abs(kl) <= 1e-15 * Math.sqrt(kk * ll)) {
            return false;
        }
        double zeta = (ll - kk) / (2 * kl);
        double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        double cosine = 1 / Math.sqrt(1 + t * t);
        double sine = t * cosine;
        turn(r[k], r[l], cosine, sine);
        turn(v[k], v[l], cosine, sine);
        return true;
    }

    private void turn(double[] a, double[] b, double cosine, double sine) {
        for (int i = 0; i < free; i++) {
            double first = a[i];
            a[i] = cosine * first - sine * b[i];
            b[i] = sine * first + cosine * b[i];
        }
    }

    /// The directions without effect, by parameter name; parts below a hundredth are left out.
    List<Solution.FlatDirection> flat(List<String> names) {
        double largest = 0;
        for (int k = 0; k < free; k++) {
            largest = Math.max(largest, singular[k]);
        }
        List<Solution.FlatDirection> directions = new ArrayList<>();
        for (int k = 0; k < free; k++) {
            if (singular[k] > NOTHING * largest) {
                continue;
            }
            Map<String, Double> shares = new LinkedHashMap<>();
            for (int l = 0; l < free; l++) {
                if (Math.abs(v[k][l]) > .01) {
                    shares.put(names.get(index[l]), v[k][l]);
                }
            }
            directions.add(new Solution.FlatDirection(shares));
        }
        return directions;
    }
}
