package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Spread;
import dev.lawcast.scaling.forecast.Allocation.AllocatedVariable;
import dev.lawcast.scaling.forecast.Allocation.Exponent;
import dev.lawcast.scaling.forecast.Allocation.Quantity;
import dev.lawcast.scaling.law.EncoderDecoder;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Splits a budget between the sizes of a law.
///
/// A split that hangs on a parameter at its bound, on sizes that moved together, or whose interval
/// spans orders of magnitude is not given at all: the answer says why instead.
public final class Allocations {

    /// FLOPs per parameter and token of training a dense transformer (Kaplan et al. 2020).
    public static final double DEFAULT_FLOPS_PER_UNIT = 6;

    /// Log sizes explained by each other to this R² lie on a line.
    static final double ON_A_LINE = .999;

    /// Upper over lower limit of a size above which a split says nothing.
    static final double MEANINGLESS = 1000;

    private static final double DRAWS_WITHOUT_OPTIMUM = .05;
    private static final double NUDGE = 1e-3;

    private Allocations() {}

    /// Whether the law has such a decision.
    public static boolean supports(ScalingLaw law) {
        return law.allocates();
    }

    /// Splits C = k·N·D.
    ///
    /// @param flops C > 0
    /// @param flopsPerUnit k > 0
    /// @throws IllegalArgumentException as [#of]
    public static Allocation ofFlops(
            FittedLaw fitted, double flops, double flopsPerUnit, double level) {
        return of(fitted, new Budget.Flops(flops, flopsPerUnit, null), null, level);
    }

    /// Splits a budget.
    ///
    /// @param share of the cost in the encoder, within (0, 1), to be compared with the best one;
    ///   null where there is none, or for other laws
    /// @throws IllegalArgumentException for a law that the budget does not [Budget#suits suit] or
    ///   numbers that are not finite and > 0
    public static Allocation of(
            FittedLaw fitted, Budget budget, @Nullable Double share, double level) {
        Requirements.level(level);
        Requirements.positive("budget", budget.amount());
        switch (budget) {
            case Budget.Flops f -> Requirements.positive("flops per unit", f.k());
            case Budget.Costs c -> {
                for (double cost : c.cost()) {
                    Requirements.positive("cost", cost);
                }
            }
        }
        if (!budget.suits(fitted.law())) {
            throw new IllegalArgumentException(
                    "Law '%s' says nothing about how to split this budget"
                            .formatted(fitted.law().id()));
        }
        return new Split(fitted, budget, share, level).answer();
    }

    private record Split(FittedLaw fitted, Budget budget, @Nullable Double share, double level) {

        Allocation answer() {
            String reason = whyNot();
            if (reason != null) {
                return refusal(reason);
            }
            double[] sizes = sizes(fitted.estimate(), amount());
            var variables = new ArrayList<AllocatedVariable>();
            var exponents = new ArrayList<Exponent>();
            for (int j = 0; j < sizes.length; j++) {
                int variable = j;
                var of = fitted.law().variables().get(j);
                variables.add(
                        new AllocatedVariable(
                                of.name(),
                                of.unit(),
                                sizes[j],
                                interval(p -> sizes(p, amount())[variable])));
                ToDoubleFunction<double[]> exponent =
                        p ->
                                Math.log(
                                        sizes(p, amount() * Math.E)[variable]
                                                / sizes(p, amount())[variable]);
                exponents.add(
                        new Exponent(
                                of.name(),
                                exponent.applyAsDouble(fitted.estimate()),
                                interval(exponent)));
            }
            var extrapolation = Extrapolation.of(fitted, sizes);
            return new Allocation(
                    true,
                    null,
                    budget,
                    List.copyOf(variables),
                    List.copyOf(exponents),
                    sizes.length == 2 ? ratio() : null,
                    quantity("metric", p -> metric(p, amount())),
                    quantity("metric change", p -> metric(p, 2 * amount()) - metric(p, amount())),
                    prefactorRatio(),
                    extrapolation,
                    Extrapolation.warnings(List.of(extrapolation)));
        }

        private @Nullable String whyNot() {
            double[] sizes = sizes(fitted.estimate(), amount());
            for (String name : fitted.atBounds()) {
                if (depends(fitted.indexOf(name), sizes)) {
                    return "%s is at its bound, so the runs do not show how the metric falls with each size."
                            .formatted(name);
                }
            }
            if (Double.isNaN(sizes[0])) {
                return "The fitted law has no optimum inside the range of sizes.";
            }
            Double collinearity = fitted.data().collinearity();
            if (collinearity != null && collinearity > ON_A_LINE) {
                return "The sizes of the runs lie on one line, so the effects of the sizes cannot be told apart. Train runs off that line.";
            }
            long without = 0;
            for (double[] draw : fitted.draws()) {
                if (Double.isNaN(sizes(draw, amount())[0])) {
                    without++;
                }
            }
            if (without > DRAWS_WITHOUT_OPTIMUM * fitted.draws().length) {
                return "%d of %d bootstrap refits have no optimum inside the range of sizes."
                        .formatted(without, fitted.draws().length);
            }
            if (fitted.free() == 0) {
                return null; // the constants are given: there is no doubt to be measured
            }
            for (int j = 0; j < sizes.length; j++) {
                int variable = j;
                String name = fitted.law().variables().get(j).name();
                Interval interval = interval(p -> sizes(p, amount())[variable]);
                if (interval == null) {
                    return "There are too few runs to say how sure the split is.";
                }
                Double lower = interval.lower();
                Double upper = interval.upper();
                if (lower == null || upper == null || upper > MEANINGLESS * lower) {
                    return "The %.0f %% interval of %s runs from %s to %s: the runs do not say how to split."
                            .formatted(100 * level, name, text(lower), text(upper));
                }
            }
            return null;
        }

        private static String text(@Nullable Double limit) {
            return limit == null ? "no limit" : "%.2g".formatted(limit);
        }

        /// Whether the split moves with a parameter; the floor E moves it not.
        private boolean depends(int parameter, double[] sizes) {
            double[] p = fitted.estimate().clone();
            p[parameter] = p[parameter] == 0 ? NUDGE : p[parameter] * (1 + NUDGE);
            double moved = sizes(p, amount())[0];
            return Double.isNaN(sizes[0]) || !(Math.abs(moved / sizes[0] - 1) < 1e-12);
        }

        private double[] sizes(double[] p, double budget) {
            return this.budget
                    .spend(fitted.law(), p, budget)
                    .map(a -> a.sizes())
                    .orElseGet(() -> {
                        double[] none = new double[fitted.law().variables().size()];
                        java.util.Arrays.fill(none, Double.NaN);
                        return none;
                    });
        }

        private double amount() {
            return budget.amount();
        }

        private @Nullable Quantity prefactorRatio() {
            return share != null && fitted.law() instanceof EncoderDecoder halves
                    ? quantity("prefactor ratio", p -> halves.prefactorRatio(p, share))
                    : null;
        }

        private double metric(double[] p, double budget) {
            return fitted.law().value(p, sizes(p, budget));
        }

        private Quantity ratio() {
            var names = fitted.law().variables();
            return quantity(
                    names.get(1).name() + "/" + names.get(0).name(),
                    p -> {
                        double[] sizes = sizes(p, amount());
                        return sizes[1] / sizes[0];
                    });
        }

        private Quantity quantity(String name, ToDoubleFunction<double[]> of) {
            return new Quantity(name, of.applyAsDouble(fitted.estimate()), interval(of));
        }

        private @Nullable Interval interval(ToDoubleFunction<double[]> quantity) {
            Spread spread = Spread.of(fitted, quantity, level);
            return spread == null ? null : spread.interval(level);
        }

        private Allocation refusal(String reason) {
            return new Allocation(
                    false,
                    reason,
                    budget,
                    fitted.law().variables().stream()
                            .map(v -> new AllocatedVariable(v.name(), v.unit(), null, null))
                            .toList(),
                    List.of(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of());
        }
    }
}
