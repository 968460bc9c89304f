package dev.lawcast.scaling.mixture;

import dev.lawcast.scaling.fit.Interval;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The mixture to buy, and how sure that is.
///
/// @param size samples to buy in all
/// @param money price of them; null where a bought source has none
/// @param mixture shares
/// @param intervals of the shares: how the best mixture moves with other runs and pilot samples
/// @param forecast of the mixture
/// @param uniform the uniform mixture within the limits, for the same goal
/// @param probabilityBeatsUniform that the mixture is better; for a target, cheaper
/// @param runnerUp the best mixture that is really another, ½·Σ|p − q| ≥ 0.1
/// @param probabilityBeatsRunnerUp likewise
/// @param indistinguishable trained mixtures within the limits whose projections cannot be told
///   from the choice's, best first
/// @param values of the sources at the mixture
/// @param starts of the search
/// @param agreeing starts that ended within ½·Σ|p − q| ≤ 0.05 of the mixture
/// @param pilot how it hangs on the pilot samples
public record Selection(
        double size,
        @Nullable Double money,
        double[] mixture,
        List<Interval> intervals,
        Forecast forecast,
        Rival uniform,
        double probabilityBeatsUniform,
        @Nullable Rival runnerUp,
        @Nullable Double probabilityBeatsRunnerUp,
        List<Rival> indistinguishable,
        List<Value> values,
        int starts,
        int agreeing,
        PilotSensitivity pilot) {

    /// Another mixture.
    ///
    /// @param size samples of it for the same goal
    /// @param money null where a source has no price
    public record Rival(double[] mixture, double size, @Nullable Double money, Forecast forecast) {}

    /// What one sample more of a source is worth, all others kept.
    ///
    /// @param perSample change of the metric for one sample
    /// @param interval of it
    /// @param perMoney change of the metric for one unit of money; null without a price
    public record Value(double perSample, Interval interval, @Nullable Double perMoney) {}

    /// @param used whether the projection uses transport; otherwise pilot samples change nothing
    /// @param metricDeviation standard deviation of the projected metric by other pilot samples
    /// @param mixtureShift mean ½·Σ|p − q| between the choice and that with other pilot samples
    public record PilotSensitivity(boolean used, double metricDeviation, double mixtureShift) {}
}
