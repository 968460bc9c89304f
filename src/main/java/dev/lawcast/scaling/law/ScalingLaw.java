package dev.lawcast.scaling.law;

import java.util.List;

/// A curve that says what a metric is expected to be at given sizes. An open set: adding a law is
/// adding one file to this package and one line to [LawCatalogue]; the contract test then checks
/// it.
public interface ScalingLaw {

    /// Stable name in the API, `snake_case`.
    String id();

    String title();

    /// LaTeX.
    String formula();

    /// Paper that the law comes from.
    String source();

    List<LawVariable> variables();

    List<LawParameter> parameters();

    /// What the paper minimised, else [Objective#LOG_SQUARED].
    Objective defaultObjective();

    /// The metric at one point.
    ///
    /// @param p parameters, in the order of [#parameters()]
    /// @param x sizes, in the order of [#variables()]
    double value(double[] p, double[] x);
}
