package dev.lawcast.scaling.transport;

import java.util.Arrays;
import java.util.List;

/// Whether distances between features as they are see only a few of them.
///
/// The effective number of features is (Σ v)²/Σ v², with v the variances over all samples: all of
/// them where variances are equal, 1 where one feature has all. Units make it small: an area in the
/// thousands beside ratios below 1.
public final class FeatureScales {

    private static final double LOPSIDED = .1;

    private FeatureScales() {}

    /// Whether the effective number is below a tenth of the features that vary.
    ///
    /// @param samples at least one, all with as many features
    public static boolean lopsided(List<Sample> samples) {
        double[] variance = Standardization.variances(samples);
        double largest = Arrays.stream(variance).max().orElse(0);
        double sum = 0;
        double squares = 0;
        int varying = 0;
        for (double v : variance) {
            double share = largest > 0 ? v / largest : 0; // squares of huge ones overflow
            sum += share;
            squares += share * share;
            varying += v > 0 ? 1 : 0;
        }
        return varying > 0 && sum * sum / squares < LOPSIDED * varying;
    }
}
