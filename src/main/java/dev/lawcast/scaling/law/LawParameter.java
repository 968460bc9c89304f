package dev.lawcast.scaling.law;

/// A parameter of a law.
///
/// @param name the symbol, ASCII (`alpha`)
/// @param unit unit in terms of the metric's and the variables' units (`metric`, `metric·N^alpha`,
///   `1`)
/// @param meaning one sentence for people
/// @param lower lower bound, may be −∞
/// @param upper upper bound, may be +∞
/// @param linear whether the law is linear in it once the nonlinear ones are fixed
public record LawParameter(
        String name, String unit, String meaning, double lower, double upper, boolean linear) {}
