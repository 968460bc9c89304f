package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.LawVariable;

import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Whether runs scatter more at one end of a size, or of the metric, than at the other.
///
/// With q the variance of a run (or of the runs of one size, ν degrees of freedom), u = ln size
/// about its mean and σ² = s²·e^{2θu}, θ is estimated by maximum likelihood ([ScatterTrend]) and
/// compared with its error √(k/(2·Σ νu²)). k = Σ ν²(q/σ² − 1)²/(2·Σ ν), at least 1, is by how much
/// the squares scatter beyond those of a normal distribution: tails alone raise no alarm.
///
/// Where sizes are replicated q is the variance of each, which no wrong law can bend; else the
/// squared residual, ν = 1, which is asked only while the law holds.
final class UnequalScatter {

    private static final double ALARM = 5e-3;
    private static final int FEWEST = 16;
    private static final int PARTS = 3;

    /// @param along what the scatter depends on
    /// @param below root mean square deviation in the third of the runs that is lowest there
    /// @param above likewise the highest third
    private record Trend(String along, double p, double below, double above) {}

    private UnequalScatter() {}

    /// @param holds whether the residuals show nothing against the law
    static List<Warning> of(Evidence evidence, boolean holds) {
        if (evidence.problem.settings.noise() != FitSettings.Noise.ESTIMATED
                || evidence.clusters.shared()
                || evidence.data.size() < FEWEST) {
            return List.of();
        }
        List<int[]> members =
                evidence.configurations.members().stream().filter(m -> m.length > 1).toList();
        boolean replicated = members.size() >= FEWEST;
        if (!replicated && !holds) {
            return List.of();
        }
        int[] at =
                replicated
                        ? members.stream().mapToInt(m -> m[0]).toArray()
                        : IntStream.range(0, evidence.data.size()).toArray();
        double[] q =
                replicated
                        ? members.stream().mapToDouble(m -> variance(evidence.at, m)).toArray()
                        : squares(evidence);
        double[] nu = new double[q.length];
        Arrays.setAll(nu, c -> replicated ? members.get(c).length - 1 : 1);
        int freedom = evidence.freedom() - 1;
        var trends = new ArrayList<Trend>();
        var variables = evidence.problem.law.variables();
        for (int j = 0; j < variables.size(); j++) {
            if (variables.get(j).kind() == LawVariable.Kind.SIZE) {
                add(
                        trends,
                        variables.get(j).name(),
                        q,
                        nu,
                        freedom,
                        picked(evidence.data.x()[j], at));
            }
        }
        add(trends, "the metric", q, nu, freedom, picked(evidence.at.predicted(), at));
        return trends.stream()
                .min(Comparator.comparingDouble(Trend::p))
                .filter(t -> t.p * trends.size() < ALARM)
                .map(t -> List.of(warning(t, trends.size())))
                .orElse(List.of());
    }

    private static Warning warning(Trend trend, int tests) {
        return WarningCode.UNEQUAL_SCATTER.warning(
                "Runs scatter by %.2g where %s is low and by %.2g where it is high (p %.1g)."
                        .formatted(trend.below, trend.along, trend.above, trend.p * tests));
    }

    private static double[] picked(double[] values, int[] at) {
        return Arrays.stream(at).mapToDouble(i -> values[i]).toArray();
    }

    private static double variance(Linearization at, int[] members) {
        double mean = Arrays.stream(members).mapToDouble(i -> at.residual()[i]).sum();
        mean /= members.length;
        double sum = 0;
        for (int i : members) {
            double d = at.residual()[i] - mean;
            sum += at.weight()[i] * d * d;
        }
        return sum / (members.length - 1);
    }

    private static double[] squares(Evidence evidence) {
        return Arrays.stream(Residuals.standardised(evidence.at, evidence.covariance))
                .map(e -> e * e)
                .toArray();
    }

    private static void add(
            List<Trend> trends,
            String along,
            double[] q,
            double[] nu,
            int freedom,
            double[] sizes) {
        Trend trend = trend(along, q, nu, freedom, sizes);
        if (trend != null) {
            trends.add(trend);
        }
    }

    private static @Nullable Trend trend(
            String along, double[] q, double[] nu, int freedom, double[] sizes) {
        int n = q.length;
        double total = Arrays.stream(nu).sum();
        if (!Arrays.stream(sizes).allMatch(v -> v > 0) || freedom < 1) {
            return null;
        }
        double[] u = Arrays.stream(sizes).map(Math::log).toArray();
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += nu[i] * u[i] / total;
        }
        double information = 0;
        double[] sums = new double[n];
        for (int i = 0; i < n; i++) {
            u[i] -= mean;
            information += 2 * nu[i] * u[i] * u[i];
            sums[i] = nu[i] * q[i];
        }
        double theta = ScatterTrend.exponent(sums, u);
        double variance = 0;
        for (int i = 0; i < n; i++) {
            variance += sums[i] * Math.exp(-2 * theta * u[i]) / total;
        }
        double excess = 0;
        for (int i = 0; i < n; i++) {
            double off = nu[i] * (q[i] * Math.exp(-2 * theta * u[i]) / variance - 1);
            excess += off * off / (2 * total);
        }
        double t = Math.abs(theta) * Math.sqrt(information / Math.max(1, excess));
        if (!Double.isFinite(t)) {
            return null;
        }
        int[] order =
                IntStream.range(0, n)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> u[i]))
                        .mapToInt(i -> i)
                        .toArray();
        return new Trend(
                along,
                2 * new TDistribution(freedom).cumulativeProbability(-t),
                spread(q, order, 0, n / PARTS),
                spread(q, order, n - n / PARTS, n));
    }

    private static double spread(double[] q, int[] order, int from, int to) {
        double sum = 0;
        for (int k = from; k < to; k++) {
            sum += q[order[k]];
        }
        return Math.sqrt(sum / (to - from));
    }
}
