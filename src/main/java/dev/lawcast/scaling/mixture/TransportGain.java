package dev.lawcast.scaling.mixture;

import dev.lawcast.scaling.fit.Interval;

/// What the transport term adds to a form.
///
/// @param form with the term
/// @param without the same form without it
/// @param gain mean absolute error without − with, over left-out mixtures of all sizes, in the
///   metric; positive where transport helps
/// @param interval of the gain, by the spread over mixtures
public record TransportGain(String form, String without, double gain, Interval interval) {

    public enum Verdict {
        HELPS,
        HURTS,
        UNDECIDED
    }

    public Verdict verdict() {
        Double lower = interval.lower();
        Double upper = interval.upper();
        if (lower != null && lower > 0) {
            return Verdict.HELPS;
        }
        return upper != null && upper < 0 ? Verdict.HURTS : Verdict.UNDECIDED;
    }
}
