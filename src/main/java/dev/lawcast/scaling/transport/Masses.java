package dev.lawcast.scaling.transport;

import java.util.Arrays;

/// Probabilities of points.
final class Masses {

    /// Units in a mass of 1: a double's digits are kept, and sums of all stay within a long.
    static final double UNITS = 0x1p60;

    private static final double TOLERANCE = 1e-9;

    private Masses() {}

    /// @throws IllegalArgumentException where there are not as many as points, one is negative or
    ///   not finite, or they do not add up to 1
    static void check(double[] masses, int points, String side) {
        if (masses.length != points) {
            throw new IllegalArgumentException(
                    "There are "
                            + masses.length
                            + " masses of "
                            + side
                            + ", but "
                            + points
                            + " points. Each point needs one.");
        }
        double sum = 0;
        for (int i = 0; i < points; i++) {
            if (!(masses[i] >= 0)) {
                throw new IllegalArgumentException(
                        "Mass "
                                + i
                                + " of "
                                + side
                                + " is "
                                + masses[i]
                                + ", must not be negative.");
            }
            sum += masses[i];
        }
        if (!(Math.abs(sum - 1) <= TOLERANCE)) {
            throw new IllegalArgumentException(
                    "The masses of " + side + " add up to " + sum + ", not to 1.");
        }
    }

    /// In integers that add up to UNITS exactly, whatever the doubles' rounding: what is left over,
    /// at most some 1e−9, goes to the largest.
    static long[] units(double[] masses) {
        long[] units = new long[masses.length];
        long left = (long) UNITS;
        int largest = 0;
        for (int i = 0; i < masses.length; i++) {
            units[i] = (long) (masses[i] * UNITS);
            left -= units[i];
            largest = units[i] > units[largest] ? i : largest;
        }
        units[largest] += left;
        return units;
    }

    static double[] uniform(int points) {
        double[] masses = new double[points];
        Arrays.fill(masses, 1.0 / points);
        return masses;
    }
}
