package dev.lawcast.fits;

import dev.lawcast.scaling.fit.Observations;

import java.util.List;

/// The rows that a fit uses, frozen when it is asked for.
///
/// @param fitted runs that the law is fitted to
/// @param heldOut runs that are predicted only
/// @param leftOut runs that match the filter but lack something, with the reason
record Snapshot(Observations fitted, Observations heldOut, List<LeftOut> leftOut) {

    /// @param runs keys of the first ones
    record LeftOut(String reason, int count, List<String> runs) {}
}
