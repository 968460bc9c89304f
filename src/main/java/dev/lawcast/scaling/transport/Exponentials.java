package dev.lawcast.scaling.transport;

/// e^z for whole rows, some three times as fast as [Math#exp(double)]: e^z = (e^(z/2048))^2048 with
/// a Taylor polynomial, whose remainder is below 1e−16 for |z| ≤ 700. There is no table and no look
/// at bits, so the loop becomes vector instructions. Squaring eleven times multiplies rounding: the
/// relative error is some 3e−13 at most.
final class Exponentials {

    /// Smaller exponents are raised to it: e^−600 is nothing beside other terms, and keeps products
    /// with masses out of the slow denormal numbers. Larger ones than 600 are lowered.
    private static final double LARGEST = 600;

    private Exponentials() {}

    /// Replaces z_j by e^z_j.
    static void replace(double[] z) {
        for (int j = 0; j < z.length; j++) {
            double y = Math.min(LARGEST, Math.max(-LARGEST, z[j])) * 0x1p-11;
            double p = Math.fma(1.0 / 479001600, y, 1.0 / 39916800);
            p = Math.fma(p, y, 1.0 / 3628800);
            p = Math.fma(p, y, 1.0 / 362880);
            p = Math.fma(p, y, 1.0 / 40320);
            p = Math.fma(p, y, 1.0 / 5040);
            p = Math.fma(p, y, 1.0 / 720);
            p = Math.fma(p, y, 1.0 / 120);
            p = Math.fma(p, y, 1.0 / 24);
            p = Math.fma(p, y, 1.0 / 6);
            p = Math.fma(p, y, 1.0 / 2);
            p = Math.fma(p, y, 1);
            p = Math.fma(p, y, 1);
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            z[j] = p;
        }
    }
}
