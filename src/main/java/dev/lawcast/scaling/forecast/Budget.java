package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.law.Allocation;
import dev.lawcast.scaling.law.DataConstrained;
import dev.lawcast.scaling.law.EncoderDecoder;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// What may be spent, and what sizes cost.
public sealed interface Budget {

    /// How much, > 0.
    double amount();

    /// Whether a law says how to spend it.
    boolean suits(ScalingLaw law);

    /// The best sizes for a law with these parameters and another amount; empty where there are
    /// none inside (0, ∞).
    Optional<Allocation> spend(ScalingLaw law, double[] p, double amount);

    /// Training compute C = k·N·D.
    ///
    /// @param k FLOPs per unit of the product
    /// @param unique distinct tokens that exist, for laws that know repetition; else null
    record Flops(double amount, double k, @Nullable Double unique) implements Budget {

        @Override
        public boolean suits(ScalingLaw law) {
            return unique == null ? law.allocates() : law instanceof DataConstrained;
        }

        @Override
        public Optional<Allocation> spend(ScalingLaw law, double[] p, double flops) {
            return unique != null && law instanceof DataConstrained repeated
                    ? repeated.allocate(p, flops, k, unique)
                    : law.allocate(p, flops, k);
        }
    }

    /// Σ cost_j·x_j: parameters, or money.
    ///
    /// @param cost of a unit of each size, > 0, in the order of the law's variables
    record Costs(double amount, double[] cost) implements Budget {

        @Override
        public boolean suits(ScalingLaw law) {
            return law instanceof EncoderDecoder;
        }

        @Override
        public Optional<Allocation> spend(ScalingLaw law, double[] p, double whole) {
            if (!(law instanceof EncoderDecoder halves)) {
                return Optional.empty();
            }
            EncoderDecoder.Split split = halves.split(p, whole, cost[0], cost[1]);
            return split.encoder() > 0 && split.decoder() > 0
                    ? Optional.of(
                            new Allocation(
                                    new double[] {split.encoder(), split.decoder()},
                                    split.metric()))
                    : Optional.empty();
        }
    }
}
