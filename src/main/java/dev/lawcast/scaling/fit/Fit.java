package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.ScalingLaw;

/// One fit on its way.
record Fit(ScalingLaw law, Observations data, FitSettings settings, Progress progress) {

    FitOutcome run() {
        return new FitOutcome.Cancelled();
    }
}
