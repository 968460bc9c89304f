package dev.lawcast.scaling.fit;

import org.hipparchus.distribution.continuous.TDistribution;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Quantiles of Student's t, which take a search each: those asked for are kept, since a service
/// asks for the same few again and again.
final class StudentT {

    private static final int KEPT = 4096;

    private static final Map<Point, Double> QUANTILES = new ConcurrentHashMap<>();

    private StudentT() {}

    private record Point(double freedom, double p) {}

    /// @param freedom degrees of freedom > 0
    /// @param p within (0, 1)
    static double quantile(double freedom, double p) {
        var point = new Point(freedom, p);
        Double kept = QUANTILES.get(point);
        if (kept == null) {
            kept = new TDistribution(freedom).inverseCumulativeProbability(p);
            if (QUANTILES.size() < KEPT) {
                QUANTILES.put(point, kept);
            }
        }
        return kept;
    }
}
