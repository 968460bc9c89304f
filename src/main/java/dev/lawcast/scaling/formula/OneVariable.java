package dev.lawcast.scaling.formula;

import dev.lawcast.scaling.law.ScalingLaw;

/// A formula along one variable, the others given, examined at sizes from 1e−300 to 1e300.
///
/// A formula has no closed inverse, and it need not fall. What is answered is the branch that a
/// reader of a scaling law means: the last monotone stretch towards large sizes.
///
/// - limit: the value that the formula settles at (to 12 digits) as the size grows, ±∞ where it
///   grows without end; NaN where it does neither (a sine) or is not a number
/// - size reaching a target: on that last stretch, by halving the ratio of a bracket
final class OneVariable {

    /// Steps of the logarithm of the size: a tenth of a decade.
    private static final double STEP = Math.log(10) / 10;

    private static final int STEPS = 6000;
    private static final double LARGEST = 300 * Math.log(10);

    private final ScalingLaw law;
    private final int variable;
    private final double[] p;
    private final double[] x;

    private OneVariable(ScalingLaw law, int variable, double[] p, double[] x) {
        this.law = law;
        this.variable = variable;
        this.p = p;
        this.x = x;
    }

    static OneVariable of(ScalingLaw law, int variable, double[] p, double[] x) {
        return new OneVariable(law, variable, p, x.clone());
    }

    private double at(double logarithm) {
        x[variable] = Math.exp(logarithm);
        return law.value(p, x);
    }

    /// As [ScalingLaw#limit].
    double limit() {
        // overflow on the way (∞ − ∞, ∞/∞) is no limit: the last finite sizes answer
        double top = LARGEST;
        while (top > 0 && Double.isNaN(at(top))) {
            top -= 10 * STEP;
        }
        double last = at(top);
        if (Double.isNaN(last) || Double.isInfinite(last)) {
            return last;
        }
        double before = at(.9 * top);
        double earlier = at(.8 * top);
        double slow = Math.abs(last - before);
        if (slow <= 1e-12 * Math.max(Math.abs(last), Math.abs(before))) {
            return last;
        }
        double speed = Math.abs(before - earlier);
        if (slow < speed && (last - before) * (before - earlier) > 0) {
            // a slow power: each tenth of the way takes the same share of the rest
            double ratio = slow / speed;
            return last + (last - before) * ratio / (1 - ratio);
        }
        boolean steady = (last - before) * (before - earlier) > 0;
        return steady ? Math.copySign(Double.POSITIVE_INFINITY, last - before) : Double.NaN;
    }

    /// As [ScalingLaw#sizeReaching]: +∞ where the target lies beyond what the last stretch tends to,
    /// 0 where every size of it has passed the target, NaN where the formula does not depend on the
    /// variable or is not monotone for large sizes.
    double reaching(double target) {
        double limit = limit();
        double top = LARGEST;
        while (top > -LARGEST && !Double.isFinite(at(top))) {
            top -= STEP;
        }
        double above = at(top);
        int direction = 0;
        double from = top;
        for (int k = 1; k <= STEPS && from > -LARGEST; k++) {
            double next = top - k * STEP;
            double value = at(next);
            if (!Double.isFinite(value)) {
                break;
            }
            // sign of the change towards large sizes; flat to rounding says nothing
            double change = above - value;
            boolean flat = Math.abs(change) <= 1e-14 * Math.max(Math.abs(above), Math.abs(value));
            int sign = flat ? 0 : (int) Math.signum(change);
            if (direction == 0) {
                direction = sign;
            } else if (sign == -direction) {
                break;
            }
            if (sign != 0 && (target - value) * (target - above) <= 0 && beyond(target, limit, direction) < 0) {
                return bisect(target, next, next + STEP, value);
            }
            above = value;
            from = next;
        }
        if (direction == 0 || Double.isNaN(limit)) {
            return Double.NaN;
        }
        return beyond(target, limit, direction) >= 0 ? Double.POSITIVE_INFINITY : 0;
    }

    /// ≥ 0 where the target is at or beyond the limit in the direction of the curve.
    private static double beyond(double target, double limit, int direction) {
        return direction * (target - limit);
    }

    private double bisect(double target, double low, double high, double atLow) {
        double side = Math.signum(atLow - target);
        if (side == 0) {
            return Math.exp(low);
        }
        double from = low;
        double to = high;
        for (int k = 0; k < 60; k++) {
            double middle = .5 * (from + to);
            if (Math.signum(at(middle) - target) == side) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return Math.exp(.5 * (from + to));
    }
}
