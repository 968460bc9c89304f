package dev.lawcast.scaling.mixture;

/// What a mixture is chosen for.
public sealed interface Goal {

    /// The best metric with N samples.
    record AtSize(double size) implements Goal {}

    /// The best metric that a sum of money buys.
    record WithBudget(double money) implements Goal {}

    /// The least money for a metric.
    record ReachTarget(double metric) implements Goal {}
}
