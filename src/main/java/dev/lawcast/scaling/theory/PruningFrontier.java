package dev.lawcast.scaling.theory;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What pruning does for a data set of a given size, by [PruningTheory]: the Pareto frontier of
/// error against kept examples, the best fraction, and the sparest one that does no harm.
///
/// Along the sparest of growing data sets the error falls with α_kept = f·α_total. With a probe
/// that agrees with the teacher that fall is exponential (Sorscher et al. 2022, figure 2): the
/// local exponent −Δln error/Δln α_kept grows without bound, where unpruned data stay at a power
/// law of exponent 1. A probe at an angle bends it back to a power law.
public final class PruningFrontier {

    /// Smaller fractions than this are not tried.
    public static final double LEAST_FRACTION = .02;

    private static final int GRID = 24;
    private static final double HARMLESS = .01;
    private static final double SAME = 1e-7;

    /// How much steeper than the power law of all examples the sparest ones must fall.
    private static final double STEEPER = 1.5;

    private PruningFrontier() {}

    /// @param alphaKept examples per dimension that are trained on, f·α_total
    public record Point(double keepFraction, Keep keep, double alphaKept, double error) {}

    /// @param errorUnpruned with all examples
    /// @param best the least error of the fractions tried, and how to reach it
    /// @param sparest the fewest examples whose error is at most 1 % above the unpruned one
    /// @param points those than which none has both fewer examples and less error, the most
    ///   examples first
    public record Frontier(
            double alphaTotal,
            double thetaDegrees,
            double errorUnpruned,
            Point best,
            Point sparest,
            List<Point> points) {}

    /// How fast the error falls from one data set to the next larger one.
    ///
    /// @param exponentUnpruned −Δln error/Δln α_total with all examples
    /// @param exponentSparest −Δln error/Δln α_kept along the sparest; null where α_kept falls
    public record Step(
            double alphaTotalFrom,
            double alphaTotalTo,
            double exponentUnpruned,
            @Nullable Double exponentSparest) {

        /// Whether pruning has left the power law here.
        public boolean beyondPowerLaw() {
            return exponentSparest == null || exponentSparest > STEEPER * exponentUnpruned;
        }
    }

    /// Fractions are tried from 1 down to [#LEAST_FRACTION] in 24 steps even in ln f.
    public static Frontier of(double alphaTotal, double thetaDegrees) {
        var points = new ArrayList<Point>();
        double unpruned = point(alphaTotal, 1, Keep.HARDEST, thetaDegrees).error();
        double harmless = unpruned * (1 + HARMLESS);
        Point sparest = new Point(1, Keep.HARDEST, alphaTotal, unpruned);
        for (int i = 0; i <= GRID; i++) {
            double f = fraction(i);
            Point hardest = point(alphaTotal, f, Keep.HARDEST, thetaDegrees);
            Point easiest = point(alphaTotal, f, Keep.EASIEST, thetaDegrees);
            Point better = hardest.error() <= easiest.error() ? hardest : easiest;
            points.removeIf(other -> other.error() > better.error() * (1 + SAME));
            points.add(better);
            if (better.error() <= harmless) {
                sparest = better;
            }
        }
        return new Frontier(
                alphaTotal,
                thetaDegrees,
                unpruned,
                points.getFirst(),
                exactly(harmless, sparest, alphaTotal, thetaDegrees),
                List.copyOf(points));
    }

    /// @param frontiers by rising α_total, of one θ
    public static List<Step> steps(List<Frontier> frontiers) {
        var steps = new ArrayList<Step>();
        for (int i = 1; i < frontiers.size(); i++) {
            Frontier from = frontiers.get(i - 1);
            Frontier to = frontiers.get(i);
            double kept = Math.log(to.sparest().alphaKept() / from.sparest().alphaKept());
            steps.add(
                    new Step(
                            from.alphaTotal(),
                            to.alphaTotal(),
                            Math.log(from.errorUnpruned() / to.errorUnpruned())
                                    / Math.log(to.alphaTotal() / from.alphaTotal()),
                            kept > 0
                                    ? Math.log(from.sparest().error() / to.sparest().error()) / kept
                                    : null));
        }
        return steps;
    }

    /// The smallest α_total asked from which on pruning is beyond the power law at every larger
    /// one; null where it is not at the largest.
    public static @Nullable Double turn(List<Step> steps) {
        Double turn = null;
        for (Step step : steps.reversed()) {
            if (!step.beyondPowerLaw()) {
                break;
            }
            turn = step.alphaTotalFrom();
        }
        return turn;
    }

    /// Moves from the grid to where the harm begins.
    private static Point exactly(double harmless, Point last, double alphaTotal, double theta) {
        double next = last.keepFraction() * fraction(1);
        Point beyond = point(alphaTotal, Math.max(LEAST_FRACTION, next), last.keep(), theta);
        if (beyond.error() <= harmless || last.error() >= harmless) {
            return beyond.error() <= harmless ? beyond : last;
        }
        double f =
                Math.exp(
                        Root.between(
                                Math.log(last.keepFraction()),
                                Math.log(beyond.keepFraction()),
                                1e-4,
                                x ->
                                        point(alphaTotal, Math.exp(x), last.keep(), theta).error()
                                                - harmless));
        return point(alphaTotal, Math.min(1, f), last.keep(), theta);
    }

    private static double fraction(int i) {
        return Math.pow(LEAST_FRACTION, (double) i / GRID);
    }

    private static Point point(double alphaTotal, double f, Keep keep, double theta) {
        double error = PruningTheory.of(new PruningSetting(alphaTotal, f, keep, theta)).error();
        return new Point(f, keep, f * alphaTotal, error);
    }
}
