package dev.lawcast.scaling.law;

import java.util.function.DoubleUnaryOperator;

/// Solves curves of one size for that size where no closed form exists.
final class Inverse {

    /// |ln size| beyond which doubles end.
    private static final double FARTHEST = 690;

    private static final int HALVINGS = 200;

    private Inverse() {}

    /// The smallest size within doubles at which the curve passes the target, with the answers of
    /// [ScalingLaw#sizeReaching]. Looks at every half unit of ln size in the middle range, and
    /// further apart outside of it.
    ///
    /// @param curve the metric as a function of the size
    /// @param middle a size near which the curve may turn
    /// @param reach |ln size/middle| within which it may turn
    /// @param limit what the curve tends to
    static double crossing(
            DoubleUnaryOperator curve, double target, double middle, double reach, double limit) {
        if (target == limit) {
            return Double.POSITIVE_INFINITY;
        }
        double centre = Math.log(middle);
        double before = -FARTHEST;
        double first = curve.applyAsDouble(Math.exp(before)) - target;
        boolean flat = true;
        double ln = before;
        while (ln < FARTHEST) {
            double distance = Math.abs(ln - centre);
            double step = distance <= reach + 1 ? .5 : Math.max(.5, .1 * (distance - reach));
            if (ln < centre - reach) {
                step = Math.min(step, centre - reach - ln + .5);
            }
            ln = Math.min(ln + step, FARTHEST);
            double here = curve.applyAsDouble(Math.exp(ln)) - target;
            flat &= here == first;
            if (here == 0 || (first > 0) != (here > 0)) {
                return refine(curve, target, before, ln, first > 0);
            }
            before = ln;
        }
        if (flat) {
            return Double.NaN;
        }
        double last = curve.applyAsDouble(Math.exp(FARTHEST)) - target;
        boolean falls = first > last;
        return first > 0 == falls ? Double.POSITIVE_INFINITY : 0;
    }

    private static double refine(
            DoubleUnaryOperator curve, double target, double from, double to, boolean above) {
        double low = from;
        double high = to;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = .5 * (low + high);
            if (middle <= low || middle >= high) {
                break;
            }
            if (curve.applyAsDouble(Math.exp(middle)) > target == above) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(.5 * (low + high));
    }
}
