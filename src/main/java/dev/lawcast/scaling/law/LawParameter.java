package dev.lawcast.scaling.law;

import org.jspecify.annotations.Nullable;

/// A parameter of a law.
///
/// @param name the symbol, ASCII (`alpha`)
/// @param unit unit in terms of the metric's and the variables' units (`metric`, `metric·N^alpha`,
///   `1`)
/// @param meaning one sentence for people
/// @param lower lower bound, may be −∞
/// @param upper upper bound, may be +∞
/// @param linear whether the law is linear in it once the nonlinear ones are fixed
/// @param search where the solver looks for a nonlinear parameter; null for a linear one, which is
///   solved for
public record LawParameter(
        String name,
        String unit,
        String meaning,
        double lower,
        double upper,
        boolean linear,
        @Nullable Search search) {

    public LawParameter {
        if (!(lower < upper)) {
            throw new IllegalArgumentException(
                    "parameter " + name + " has bounds " + lower + " and " + upper);
        }
        if (linear == (search != null)) {
            throw new IllegalArgumentException(
                    "parameter " + name + " must be either linear or have a range to search");
        }
    }

    /// The range that a global search covers, for sizes measured in multiples of their geometric
    /// mean (where the law [rescales][ScalingLaw#rescale]). It limits only where the search starts,
    /// never where it ends.
    ///
    /// @param spacing how the search points are spread
    public record Search(double from, double to, Spacing spacing) {

        public enum Spacing {
            LINEAR,
            LOGARITHMIC
        }

        /// Exponents of published scaling laws lie between .03 and 2.
        public static final Search EXPONENT = new Search(.01, 5.12, Spacing.LOGARITHMIC);

        public Search {
            boolean usable = spacing == Spacing.LINEAR || from > 0;
            if (!(from < to) || !usable || Double.isInfinite(from) || Double.isInfinite(to)) {
                throw new IllegalArgumentException("search range " + from + " to " + to);
            }
        }
    }

    public static LawParameter linear(
            String name, String unit, String meaning, double lower, double upper) {
        return new LawParameter(name, unit, meaning, lower, upper, true, null);
    }

    public static LawParameter nonlinear(
            String name, String unit, String meaning, double lower, double upper, Search search) {
        return new LawParameter(name, unit, meaning, lower, upper, false, search);
    }

    /// An exponent, reported positive where the metric falls with size. Above 10 a curve is a step.
    public static LawParameter exponent(String name, String meaning) {
        return nonlinear(name, "1", meaning, 0, 10, Search.EXPONENT);
    }
}
