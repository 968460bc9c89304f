package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ScalingLaw;

/// Fits a law to runs: checks the data, searches the global optimum, and says how sure the numbers
/// are. The one way in.
public final class Fitter {

    private Fitter() {}

    /// @param data one row per run; values that cannot be used are answered as
    ///   [FitOutcome.InvalidObservations], not thrown
    /// @param progress is asked for cancellation between and within refits
    /// @throws IllegalArgumentException for settings that name no parameter of the law or
    ///   contradict themselves, naming thing and value
    public static FitOutcome fit(
            ScalingLaw law, Observations data, FitSettings settings, Progress progress) {
        return new Fit(law, data, settings, progress).run();
    }
}
