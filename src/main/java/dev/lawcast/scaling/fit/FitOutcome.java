package dev.lawcast.scaling.fit;

import java.util.List;

/// How a fit ended. Every expected failure is a value here; [Fitter#fit] throws only for misuse.
public sealed interface FitOutcome {

    /// The global optimum of the stated objective was found and every parameter is determined.
    record Converged(FittedLaw fitted, FitReport report) implements FitOutcome {}

    /// The data leave some direction of the parameters open. Parameters that are not determined
    /// have a null estimate in the report.
    ///
    /// @param directions in words, what is and what is not determined
    record Unidentifiable(List<String> directions, FitReport report) implements FitOutcome {}

    /// Too few distinct sizes or too few usable values for this law.
    ///
    /// @param need in words, what the law needs
    /// @param have how many of it there are
    record InsufficientData(String need, int have, String message) implements FitOutcome {}

    /// Values no fit can use.
    ///
    /// @param values the first 100 of them
    /// @param total how many there are
    record InvalidObservations(List<InvalidValue> values, int total, String message)
            implements FitOutcome {}

    /// The metric does not fall with scale as the law says.
    ///
    /// @param shape `increasing`, `u_shaped` or `constant`
    record WrongShape(String shape, String message) implements FitOutcome {}

    /// The solver stopped before it reached a stationary point.
    record NotConverged(FittedLaw best, FitReport report) implements FitOutcome {}

    record Cancelled() implements FitOutcome {}

    /// One value that cannot be used.
    ///
    /// @param key of the run
    /// @param variable name of the law's variable, or `metric`, `standard_error`, `weight`
    /// @param value as text, since it may not be a finite number
    record InvalidValue(String key, String variable, String value, String reason) {}
}
