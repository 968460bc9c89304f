package dev.lawcast.scaling.formula;

/// The values that are tried of one searched parameter, as a map from [0, 1], increasing, held
/// within the parameter's bounds.
///
/// @param points how many a scan along the axis needs
sealed interface Axis {

    int points();

    /// @param share 0 to 1
    double at(double share);

    /// Ratios of either sign: −to … −from, from … to.
    ///
    /// @param positive share of the values that are > 0
    record Ratios(double from, double to, double positive, int points) implements Axis {
        @Override
        public double at(double share) {
            double cut = 1 - positive;
            return share < cut || positive == 0
                    ? -to * Math.pow(from / to, share / cut)
                    : from * Math.pow(to / from, (share - cut) / positive);
        }
    }

    record Uniform(double from, double to, int points) implements Axis {
        @Override
        public double at(double share) {
            return from + share * (to - from);
        }
    }

    /// A period: uniform in its inverse.
    record Inverse(double from, double to, int points) implements Axis {
        @Override
        public double at(double share) {
            return 1 / (1 / from + share * (1 / to - 1 / from));
        }
    }

    /// A place among or beside data that span `from` to `to`: the middle half of the shares lies
    /// within, the others beside, at distances from a thousandth to a hundred times the span.
    record Place(double from, double to, int points) implements Axis {
        private static final double NEAREST = 1e-3;
        private static final double FARTHEST = 1e2;

        @Override
        public double at(double share) {
            double span = to - from;
            if (share < .25) {
                return from - span * NEAREST * Math.pow(FARTHEST / NEAREST, 1 - 4 * share);
            }
            if (share > .75) {
                return to + span * NEAREST * Math.pow(FARTHEST / NEAREST, 4 * share - 3);
            }
            return from + (2 * share - .5) * span;
        }
    }

    record Within(Axis of, double lower, double upper) implements Axis {
        @Override
        public int points() {
            return of.points();
        }

        @Override
        public double at(double share) {
            return Math.min(Math.max(of.at(share), lower), upper);
        }
    }
}
