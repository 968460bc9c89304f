package dev.lawcast.scaling.law;

/// Powers x^−θ of many sizes at once, from their logarithms: exp(t) with t = −θ·ln x.
///
/// t = k·ln 2 + r with k whole and |r| ≤ ln 2/2, and exp(t) = 2^k·(1 + r + r²·(1/2! + r/3! + …)) up
/// to r^13, which leaves out 1e−17 of it. ln 2 stands in two parts, the first short enough that its
/// product with k is exact (Cody and Waite 1980). Every value is within 2 units in its last place.
///
/// [Math#exp] is as good but one at a time: the first loop here has no branch and no call, so that
/// the compiler turns it into vector instructions.
public final class Powers {

    private static final double PER_LN2 = 1.4426950408889634;
    private static final double LN2 = 0x1.62e42feep-1;
    private static final double LN2_REST = 0x1.a39ef35793c76p-33;

    /// Added to a number below 2^51, leaves it rounded in the last bits of the sum.
    private static final double ROUNDS = 0x1.8p52;

    private static final long ROUNDS_BITS = Double.doubleToRawLongBits(ROUNDS);

    /// Beyond this k, 2^k·e^r may leave the range of normal numbers.
    private static final long LARGE = 1020;

    private static final int EXPONENT_BIT = 52;

    private static final double C2 = 1 / 2.;
    private static final double C3 = 1 / 6.;
    private static final double C4 = 1 / 24.;
    private static final double C5 = 1 / 120.;
    private static final double C6 = 1 / 720.;
    private static final double C7 = 1 / 5040.;
    private static final double C8 = 1 / 40_320.;
    private static final double C9 = 1 / 362_880.;
    private static final double C10 = 1 / 3_628_800.;
    private static final double C11 = 1 / 39_916_800.;
    private static final double C12 = 1 / 479_001_600.;
    private static final double C13 = 1 / 6_227_020_800.;

    private Powers() {}

    /// Fills `into[i]` with exp(−exponent·ln[i]) for i < count. The two arrays must not be the
    /// same.
    public static void fill(double[] ln, double exponent, double[] into, int count) {
        double minus = -exponent;
        for (int i = 0; i < count; i++) {
            double t = minus * ln[i];
            double k = (t * PER_LN2 + ROUNDS) - ROUNDS;
            double r = (t - k * LN2) - k * LN2_REST;
            double r2 = r * r;
            double r4 = r2 * r2;
            double low = (C2 + r * C3) + r2 * (C4 + r * C5);
            double middle = (C6 + r * C7) + r2 * (C8 + r * C9);
            double high = (C10 + r * C11) + r2 * (C12 + r * C13);
            into[i] = 1 + (r + r2 * (low + r4 * (middle + r4 * high)));
        }
        long outside = 0;
        for (int i = 0; i < count; i++) {
            long sum = Double.doubleToRawLongBits(minus * ln[i] * PER_LN2 + ROUNDS);
            long bits = Double.doubleToRawLongBits(into[i]) + (sum << EXPONENT_BIT);
            into[i] = Double.longBitsToDouble(bits);
            long k = sum - ROUNDS_BITS;
            outside |= (LARGE + k) | (LARGE - k);
        }
        if (outside < 0) {
            for (int i = 0; i < count; i++) {
                into[i] = Math.exp(minus * ln[i]);
            }
        }
    }
}
