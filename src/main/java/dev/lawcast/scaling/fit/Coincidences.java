package dev.lawcast.scaling.fit;

import java.util.Arrays;

/// How many runs of one configuration have the same metric by chance: a share of 3,000 test samples
/// takes few values, so seeds meet now and then and are no copies.
///
/// Two runs that scatter by s agree on a metric rounded to steps of q with probability q/(2·√π·s),
/// s being the same share of the metric at every size.
final class Coincidences {

    private static final double DECIMALS = 1e6;
    private static final double ROUNDING = 1e-5;

    private Coincidences() {}

    /// Whether so many runs that repeat another's sizes and metric are no more than chance brings
    /// (three standard deviations of a Poisson number).
    static boolean explain(int repeats, Observations data, Configurations configurations) {
        double step = step(data.y());
        double squares = 0;
        int freedom = 0;
        double meetings = 0; // expected, were the relative scatter 1
        for (int[] members : configurations.members()) {
            double mean = Arrays.stream(members).mapToDouble(i -> data.y()[i]).average().orElse(0);
            if (mean == 0 || members.length < 2) {
                continue;
            }
            for (int i : members) {
                double off = data.y()[i] / mean - 1;
                squares += off * off;
            }
            freedom += members.length - 1;
            double pairs = .5 * members.length * (members.length - 1);
            meetings += pairs * step / (2 * Math.sqrt(Math.PI) * Math.abs(mean));
        }
        double expected = squares > 0 ? meetings / Math.sqrt(squares / freedom) : 0;
        return repeats <= expected + 3 * Math.sqrt(expected);
    }

    /// The smallest distance between metrics that are written with six decimals or fewer; 0 for
    /// those written in full.
    private static double step(double[] y) {
        double[] sorted = Arrays.stream(y).sorted().distinct().toArray();
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < sorted.length; i++) {
            double scaled = sorted[i] * DECIMALS;
            if (Math.abs(scaled - Math.rint(scaled)) > ROUNDING) {
                return 0;
            }
            least = i == 0 ? least : Math.min(least, sorted[i] - sorted[i - 1]);
        }
        return least < Double.POSITIVE_INFINITY ? least : 0;
    }
}
