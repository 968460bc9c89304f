package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.law.LawVariable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Two curves along one variable: where they cross, and by how much one is above the other.
///
/// A crossing is a root of a(t) − b(t), found by the change of sign on a grid and halving; two
/// roots within one step of the grid are missed. Its interval holds every place next to it at which
/// 0 lies within the interval of the difference, so that it covers as often as those do (Fieller's
/// construction); a side is open where the doubt lasts to the end of the range.
///
/// @param variable of the first law
/// @param from first place of the range looked at
/// @param crossings in ascending order
/// @param reason why there is no crossing, or no interval of one; null where there are both
public record Comparison(
        String variable,
        double from,
        double to,
        List<Crossing> crossings,
        @Nullable String reason) {

    private static final int STEPS = 600;
    private static final int WALK = 80;
    private static final int HALVINGS = 50;
    private static final int INTERVAL_HALVINGS = 25;

    /// @param belowBefore whether the first curve is the lower one before the crossing
    /// @param interval null where the doubt of a curve is not known; an open side is null
    public record Crossing(double value, @Nullable Interval interval, boolean belowBefore) {}

    /// One curve along the shared variable.
    ///
    /// @param x a point, of which the shared variable is replaced
    /// @param variable its index
    public record Line(Contender contender, double[] x, int variable) {

        /// The place with this value of the shared variable.
        public double[] at(double t) {
            double[] place = x.clone();
            place[variable] = t;
            return place;
        }

        LawVariable axis() {
            return contender.fitted().law().variables().get(variable);
        }
    }

    /// The difference at one place.
    ///
    /// @param a place in the variables of the first law
    /// @throws IllegalArgumentException for places that the laws do not take
    public static Difference at(
            Contender a, double[] at, Contender b, double[] bt, Pairing pairing, double level) {
        Requirements.level(level);
        Requirements.point(a.fitted(), at);
        Requirements.point(b.fitted(), bt);
        return Difference.of(a, at, b, bt, pairing, level);
    }

    /// @param from range to look at, within what both variables take
    /// @throws IllegalArgumentException for a range that is none
    public static Comparison along(
            Line a, Line b, double from, double to, Pairing pairing, double level) {
        Requirements.level(level);
        Requirements.value(a.axis(), from);
        Requirements.value(b.axis(), to);
        if (!(from < to)) {
            throw new IllegalArgumentException("The range from " + from + " to " + to + " is none");
        }
        boolean ratios =
                a.axis().kind() == LawVariable.Kind.SIZE
                        && b.axis().kind() == LawVariable.Kind.SIZE;
        return new Search(a, b, from, to, pairing, level, ratios).answer();
    }

    private record Search(
            Line a, Line b, double from, double to, Pairing pairing, double level, boolean ratios) {

        Comparison answer() {
            var crossings = new ArrayList<Crossing>();
            boolean open = false;
            double last = Double.NaN; // the last sign
            double before = 0; // and where
            boolean same = true;
            for (int i = 0; i <= STEPS; i++) {
                double s = (double) i / STEPS;
                double sign = Math.signum(difference(s));
                same &= sign == 0;
                if (sign == 0 || Double.isNaN(sign)) {
                    continue;
                }
                if (sign == -last) {
                    Crossing crossing = crossing(root(before, s, last), last < 0);
                    crossings.add(crossing);
                    open |= crossing.interval() == null;
                }
                last = sign;
                before = s;
            }
            return new Comparison(
                    a.axis().name(),
                    from,
                    to,
                    List.copyOf(crossings),
                    crossings.isEmpty() ? noCrossing(same, last) : open ? noInterval() : null);
        }

        private String noCrossing(boolean same, double sign) {
            if (same) {
                return "The two curves are the same.";
            }
            return Double.isNaN(sign)
                    ? "The curves have no finite difference between %.4g and %.4g."
                            .formatted(from, to)
                    : "The curves do not cross between %.4g and %.4g: %s is lower throughout."
                            .formatted(from, to, sign < 0 ? "a" : "b");
        }

        private String noInterval() {
            return pairing == Pairing.BOTH_EXACT
                    ? "The constants of both curves are given and taken for exact, so a crossing has no interval."
                    : "How sure a curve is, is not known, so a crossing has no interval.";
        }

        /// Between two places of different sign.
        private double root(double low, double high, double signLow) {
            for (int i = 0; i < HALVINGS; i++) {
                double middle = .5 * (low + high);
                if (Math.signum(difference(middle)) == signLow) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return .5 * (low + high);
        }

        private Crossing crossing(double root, boolean belowBefore) {
            Interval interval =
                    undecided(root) == null
                            ? null
                            : Interval.of(limit(root, false), limit(root, true), level);
            return new Crossing(place(root), interval, belowBefore);
        }

        /// How far from a root the doubt lasts; NaN where to the end.
        private double limit(double root, boolean up) {
            double within = root;
            for (int i = 1; i <= WALK; i++) {
                // small steps first: a sure crossing is left at once
                double share = Math.expm1(4. * i / WALK) / Math.expm1(4.);
                double next = root + share * ((up ? 1 : 0) - root);
                if (!Boolean.TRUE.equals(undecided(next))) {
                    return place(edge(within, next));
                }
                within = next;
            }
            return Double.NaN;
        }

        private double edge(double undecided, double decided) {
            for (int i = 0; i < INTERVAL_HALVINGS; i++) {
                double middle = .5 * (undecided + decided);
                if (Boolean.TRUE.equals(undecided(middle))) {
                    undecided = middle;
                } else {
                    decided = middle;
                }
            }
            return .5 * (undecided + decided);
        }

        /// Whether 0 lies within the interval of the difference; null where there is none.
        private @Nullable Boolean undecided(double s) {
            double t = place(s);
            Interval interval =
                    Difference.of(a.contender(), a.at(t), b.contender(), b.at(t), pairing, level)
                            .interval();
            return interval == null ? null : interval.contains(0);
        }

        private double difference(double s) {
            double t = place(s);
            return a.contender().fitted().value(a.at(t)) - b.contender().fitted().value(b.at(t));
        }

        /// From 0 to 1 along the range; by ratios for sizes.
        private double place(double s) {
            return ratios
                    ? s == 0 ? from : s == 1 ? to : from * Math.pow(to / from, s)
                    : from + s * (to - from);
        }
    }
}
