package dev.lawcast.scaling.law;

import java.util.List;
import java.util.Optional;

/// A curve that says what a metric is expected to be at given sizes. An open set: adding a law is
/// adding one file to this package and one line to [LawCatalogue]; the contract test then checks
/// it.
///
/// Parameters `p` come in the order of [#parameters()], sizes `x` in the order of [#variables()].
/// Laws hold no state and may be used by many threads.
public interface ScalingLaw {

    /// Stable name in the API, `snake_case`.
    String id();

    String title();

    /// LaTeX.
    String formula();

    /// Paper that the law comes from.
    String source();

    List<LawVariable> variables();

    /// The law in another form: with a parameter for each label, or with its repeated piece more or
    /// less often. A law of one form is itself.
    ///
    /// @throws IllegalArgumentException for a number of pieces that the law does not take
    default ScalingLaw in(LawForm form) {
        return this;
    }

    /// How often the repeated piece of the formula may stand, as {least, most}; {0, 0} where none
    /// is repeated.
    default int[] pieces() {
        return new int[] {0, 0};
    }

    List<LawParameter> parameters();

    /// What the paper minimised, else [Objective#LOG_SQUARED].
    Objective defaultObjective();

    /// The metric at one point.
    double value(double[] p, double[] x);

    /// The metric and its derivatives at many points, without allocating.
    ///
    /// @param value filled with the metric at each point
    /// @param jacobian filled: `jacobian[k][i]` is ∂L/∂p_k at point i
    void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian);

    /// Adds Σᵢ weight[i]·∂²L(xᵢ)/∂p_k∂p_l to the lower triangle (l ≤ k) of `hessian`.
    ///
    /// @param jacobian as [#evaluate] left it for the same p and sizes
    /// @return false, having added nothing, where a law does not offer it; the solver then takes
    ///   differences of the gradient
    default boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        return false;
    }

    /// Starting points computed from the data, tried besides the solver's own search: for shapes
    /// that a search by parameters alone finds late. Linear parameters left NaN are solved for.
    ///
    /// @param sizes in the solver's units: multiples of their geometric mean where the law
    ///   [#rescales], else as measured
    /// @param y the metric
    /// @return points in the order of [#parameters()], in the units of `sizes`
    default List<double[]> starts(Sizes sizes, double[] y) {
        return List.of();
    }

    /// Whether the solver searches the ranges of the nonlinear parameters. A law with many of them
    /// that fall apart once a few are known offers better [#starts] than any search of them all.
    default boolean searched() {
        return true;
    }

    /// What multiplies each linear parameter, in the order of [#parameters()] without the nonlinear
    /// ones.
    default List<Basis> basis() {
        return parameters().stream()
                .filter(LawParameter::linear)
                .map(p -> (Basis) new Basis.Other())
                .toList();
    }

    /// Whether [#rescale] can be used: by default for laws that consist of powers and constants
    /// only. A law that rescales takes sizes > 0.
    default boolean rescales() {
        List<LawParameter> parameters = parameters();
        List<Basis> basis = basis();
        for (int k = 0; k < parameters.size(); k++) {
            if (!parameters.get(k).linear() && !exponent(k, basis)) {
                return false;
            }
        }
        for (Basis part : basis) {
            if (part instanceof Basis.Other) {
                return false;
            }
        }
        return true;
    }

    private static boolean exponent(int k, List<Basis> basis) {
        for (Basis part : basis) {
            if (part instanceof Basis.Power power && power.exponent() == k) {
                return true;
            }
        }
        return false;
    }

    /// Turns the parameters of a curve into those of the same curve with variable j measured in
    /// multiples of `unit[j]`: afterwards `value(p, x/unit)` is what `value(p, x)` was. Every
    /// parameter is multiplied by a positive factor. The default does this for powers.
    ///
    /// @param unit 1 for variables that are no sizes; equal where [#unitOf] is
    default void rescale(double[] p, double[] unit) {
        List<LawParameter> parameters = parameters();
        List<Basis> basis = basis();
        int column = 0;
        for (int k = 0; k < p.length; k++) {
            if (!parameters.get(k).linear()) {
                continue;
            }
            switch (basis.get(column++)) {
                case Basis.One one -> {}
                case Basis.Power power ->
                        p[k] *= Math.pow(unit[power.variable()], -p[power.exponent()]);
                case Basis.Other other ->
                        throw new UnsupportedOperationException(
                                "law " + id() + " does not rescale");
            }
        }
    }

    /// The index of the first variable that is counted in the same unit as variable j, so that both
    /// must be rescaled alike: j itself where a formula never compares them.
    default int unitOf(int j) {
        return j;
    }

    /// The size of one variable at which the metric reaches a target, the others given.
    ///
    /// @param variable index of the variable solved for
    /// @param x the other sizes; `x[variable]` is not read
    /// @return a size > 0; +∞ where the target is at or beyond what the curve tends to as the
    ///   variable grows, 0 where it is at or beyond what the curve tends to as the variable goes to
    ///   0, NaN where the curve does not depend on the variable. The smallest of several
    double sizeReaching(double target, int variable, double[] p, double[] x);

    /// What the metric tends to as one variable grows without limit, the others given.
    ///
    /// @param x the other sizes; `x[variable]` is not read
    double limit(int variable, double[] p, double[] x);

    /// Whether [#allocate] answers.
    default boolean allocates() {
        return false;
    }

    /// The sizes with the lowest metric for a compute budget.
    ///
    /// @param flops the budget C
    /// @param flopsPerUnit k in C = k·N·D, FLOPs per parameter and token (6 for dense transformers)
    /// @return empty where the law has no such optimum inside (0, ∞)
    default Optional<Allocation> allocate(double[] p, double flops, double flopsPerUnit) {
        return Optional.empty();
    }

    /// Other constants in which the same curve is written.
    default List<DerivedQuantity> derived() {
        return List.of();
    }
}
