package dev.lawcast.scaling.law;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Starts for a [PoolLaw]. Given d, ln a and the half-lives the law is linear in logarithms, ln(y −
/// d) = b·(ln a + X(τ)), and the pools fall apart: for each pool every τ of a grid has its b in
/// closed form, and the squares as a function of ln a are six sums away. So d and ln a are searched
/// together, and τ for each pool apart.
///
/// Rows of unions are left out. A row weighs ((y − d)/y)²: its residual is then that of ln y.
final class PoolStarts {

    private static final int HALF_LIVES = 14;
    private static final int SCALES = 80;
    private static final double[] FLOORS = {0, .4, .7, .85, .95};
    private static final int OFFERED = 3;

    private final PoolLaw law;
    private final int pools;
    private final double[] tau = new double[HALF_LIVES];

    /// `worth[t][i]` is X of row i at half-life t; `pool[i]` its pool, −1 for a union.
    private final double[][] worth;

    private final int[] pool;
    private final double[] y;

    /// Σw·X², Σw·X, Σw, Σw·z·X, Σw·z, Σw·z² for each pool and half-life.
    private final double[][][] sums;

    private PoolStarts(PoolLaw law, Sizes sizes, double[] y) {
        this.law = law;
        this.y = y;
        pools = law.pools().size();
        int n = sizes.count();
        pool = new int[n];
        worth = new double[HALF_LIVES][n];
        sums = new double[pools][HALF_LIVES][6];
        double[] slope = new double[n];
        LawParameter halfLife = law.parameters().getLast();
        for (int t = 0; t < HALF_LIVES; t++) {
            double share = t / (HALF_LIVES - 1.0);
            tau[t] = halfLife.lower() * Math.pow(halfLife.upper() / halfLife.lower(), share);
        }
        for (int i = 0; i < n; i++) {
            long members = law.labels.members(sizes.x()[PoolLaw.POOL][i]);
            pool[i] = Long.bitCount(members) == 1 ? Long.numberOfTrailingZeros(members) : -1;
            for (int t = 0; t < HALF_LIVES; t++) {
                double samples = sizes.x()[PoolLaw.SAMPLES][i];
                law.worth(samples, sizes.x()[PoolLaw.UNIQUE][i], tau[t], worth[t], slope, i);
            }
        }
    }

    /// @return the best few, best first; none where no row is of a single pool
    static List<double[]> of(PoolLaw law, Sizes sizes, double[] y) {
        var search = new PoolStarts(law, sizes, y);
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < y.length; i++) {
            least = search.pool[i] >= 0 ? Math.min(least, y[i]) : least;
        }
        if (!(least > 0 && least < Double.POSITIVE_INFINITY)) {
            return List.of();
        }
        var found = new ArrayList<Candidate>();
        for (double share : FLOORS) {
            search.sum(share * least);
            found.add(search.best(share * least));
        }
        found.sort(Comparator.comparingDouble(Candidate::squares));
        return found.stream().limit(OFFERED).map(Candidate::parameters).toList();
    }

    private record Candidate(double[] parameters, double squares) {}

    private void sum(double d) {
        for (double[][] ofPool : sums) {
            for (double[] s : ofPool) {
                java.util.Arrays.fill(s, 0);
            }
        }
        for (int i = 0; i < y.length; i++) {
            if (pool[i] < 0) {
                continue;
            }
            double z = Math.log(y[i] - d);
            double share = (y[i] - d) / y[i];
            double w = share * share;
            for (int t = 0; t < HALF_LIVES; t++) {
                double x = worth[t][i];
                double[] s = sums[pool[i]][t];
                s[0] += w * x * x;
                s[1] += w * x;
                s[2] += w;
                s[3] += w * z * x;
                s[4] += w * z;
                s[5] += w * z * z;
            }
        }
    }

    private Candidate best(double d) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < y.length; i++) {
            low = Math.min(low, worth[0][i]);
            high = Math.max(high, worth[0][i]);
        }
        double[] parameters = new double[law.parameters().size()];
        double least = Double.POSITIVE_INFINITY;
        // (a·n/s)^b: from below 1 for most rows to e^20 for the smallest
        for (int step = 0; step < SCALES; step++) {
            double lnA = -high + (high - low + 20) * step / (SCALES - 1.0);
            double squares = 0;
            for (int g = 0; g < pools; g++) {
                squares += squares(g, lnA, null);
            }
            if (squares < least) {
                least = squares;
                parameters[0] = d;
                parameters[1] = Math.exp(lnA);
                for (int g = 0; g < pools; g++) {
                    squares(g, lnA, parameters);
                }
            }
        }
        return new Candidate(parameters, least);
    }

    /// Of the best half-life of pool g; writes it and b into `into`, if there is one.
    private double squares(int g, double lnA, double @Nullable [] into) {
        double least = Double.POSITIVE_INFINITY;
        for (int t = 0; t < HALF_LIVES; t++) {
            double[] s = sums[g][t];
            double xx = s[0] + 2 * lnA * s[1] + lnA * lnA * s[2];
            double zx = s[3] + lnA * s[4];
            double b = xx > 0 ? Math.min(0, zx / xx) : 0;
            double squares = s[5] - 2 * b * zx + b * b * xx;
            if (squares < least) {
                least = squares;
                if (into != null) {
                    into[law.utility(g)] = b;
                    into[law.utility(g) + pools] = tau[t];
                }
            }
        }
        return least;
    }
}
