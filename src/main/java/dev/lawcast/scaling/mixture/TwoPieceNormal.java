package dev.lawcast.scaling.mixture;

import org.hipparchus.distribution.continuous.NormalDistribution;

/// A normal distribution with another width on each side of its mode (Fechner 1897; fan charts of
/// central banks): density ∝ e^(−x²/2σ_b²) towards better values, e^(−x²/2σ_w²) towards worse ones.
///
/// The better side holds the share σ_b/(σ_b + σ_w), so the tail α beyond the distance q there is
/// 2·σ_b/(σ_b + σ_w)·(1 − Φ(q/σ_b)) = α; likewise on the worse side.
///
/// @param better σ_b ≥ 0
/// @param worse σ_w ≥ 0
record TwoPieceNormal(double better, double worse) {

    /// With a variance that both sides have besides.
    TwoPieceNormal with(double variance) {
        return new TwoPieceNormal(
                Math.sqrt(better * better + variance), Math.sqrt(worse * worse + variance));
    }

    /// Distance from the mode to the quantile of the better side.
    ///
    /// @param level of the interval between both quantiles
    double towardsBetter(double level) {
        return quantile(better, level);
    }

    double towardsWorse(double level) {
        return quantile(worse, level);
    }

    /// 0 where the side holds less than the tail.
    private double quantile(double side, double level) {
        if (!(side > 0)) {
            return 0;
        }
        double tail = (1 - level) / 2 * (better + worse) / (2 * side);
        return tail >= .5
                ? 0
                : side * new NormalDistribution().inverseCumulativeProbability(1 - tail);
    }
}
