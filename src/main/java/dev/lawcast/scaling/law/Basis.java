package dev.lawcast.scaling.law;

/// What multiplies a linear parameter of a law. A law that names its basis functions lets the
/// solver share them between the points of its search grid; [Other] is always right.
public sealed interface Basis {

    /// 1: the parameter is an additive constant.
    record One() implements Basis {}

    /// `x^−θ`.
    ///
    /// @param variable index of x among the law's variables
    /// @param exponent index of θ among the law's parameters, a nonlinear one
    record Power(int variable, int exponent) implements Basis {}

    /// Anything else; the solver takes it from the law's gradient.
    record Other() implements Basis {}
}
