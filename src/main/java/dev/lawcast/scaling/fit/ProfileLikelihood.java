package dev.lawcast.scaling.fit;

/// Profile likelihood intervals: all values v of a parameter that the runs do not contradict.
///
/// With F(v) the lowest objective with the parameter held at v and every other one optimised again,
/// the limits are where the signed root
///
/// z(v) = √((F(v) − F̂)·u)
///
/// reaches the quantile t: for squared residuals u = 1/s² and t Student's with n − p degrees of
/// freedom (its square is F(1, n − p)), with known noise u = 1 and t normal (its square is χ²₁);
/// for a robust loss u = 2·mean(ψ′)/mean(w·ψ²) makes the difference χ² in large samples (Ronchetti
/// 1982). Where runs share clusters, or the loss is robust, u is divided by what the sandwich makes
/// of the parameter's variance (Chandler and Bate 2007), so that z has the right slope at the
/// estimate.
///
/// The interval does not depend on how the law is written and is exact but for the curvature of the
/// law itself (Bates and Watts 1988, *Nonlinear Regression Analysis*, §6). A parameter's bound ends
/// it; a side on which z never reaches t is open.
final class ProfileLikelihood {

    private static final double FARTHEST_RATIO = Math.log(1e6);
    private static final double FARTHEST = 1e3; // in first steps

    private final Evidence evidence;
    private final Problem problem;
    private final Progress progress;
    private final double[] estimate;
    private final double[] centre;
    private final double[] errors;
    private final double[][] covariance;

    ProfileLikelihood(Evidence evidence, Progress progress) {
        this.evidence = evidence;
        this.progress = progress;
        problem = evidence.problem;
        estimate = evidence.solution.parameters();
        centre = estimate.clone();
        problem.inward(centre);
        errors = evidence.standardErrors();
        covariance = evidence.fullCovariance();
    }

    /// Whether there is a limit to compare with: scatter, or noise that is known.
    static boolean possible(Evidence evidence) {
        return evidence.wald().possible()
                && !evidence.noiseless()
                && evidence.scatterUnits() > 0
                && Double.isFinite(evidence.scatterUnits());
    }

    /// One for each parameter of the law; null for those that are fixed or not determined.
    static Interval[] all(Evidence evidence, Progress progress) {
        Interval[] intervals = new Interval[evidence.problem.d];
        if (!possible(evidence)) {
            return intervals;
        }
        var profiles = new ProfileLikelihood(evidence, progress);
        for (int k : evidence.free) {
            if (progress.cancelled()) {
                return intervals;
            }
            if (!evidence.identifiability.undetermined().contains(evidence.problem.names.get(k))) {
                intervals[k] = profiles.of(k);
            }
        }
        return intervals;
    }

    private Interval of(int k) {
        boolean atLower = estimate[k] <= problem.lower[k];
        boolean atUpper = estimate[k] >= problem.upper[k];
        double level = evidence.level();
        var trial = new Trial(k);
        // The same on a bound: that the estimate lies there is chance, and with all of 1 − level on
        // the open side the truth would be missed by (1 − level)/2 here and by 1 − level there.
        double t = evidence.wald().quantile((1 + level) / 2);
        return Interval.of(
                atLower ? estimate[k] : trial.limit(-1, t),
                atUpper ? estimate[k] : trial.limit(1, t),
                level);
    }

    /// The objective along one parameter.
    private final class Trial {

        private final int k;
        private final boolean logarithmic;
        private final double units;
        private final double first;
        private final PinnedLaw pinned;
        private final boolean pins;
        private final double[] lower = problem.lower.clone();
        private final double[] upper = problem.upper.clone();
        private final Polish polish;
        private final double[] start = new double[problem.d];
        private final double[] last = new double[problem.d];
        private double lastDistance;

        Trial(int k) {
            this.k = k;
            logarithmic = problem.lower[k] == 0 && estimate[k] > 0 && !evidence.additive(k);
            units = evidence.scatterUnits() / evidence.excessVariance(k);
            double error = Double.isFinite(errors[k]) ? errors[k] : evidence.errorIfFree(k);
            double t = evidence.wald().quantile((1 + evidence.level()) / 2);
            double step = t * error / (logarithmic ? estimate[k] : 1);
            double usual = logarithmic ? .1 : .1 * Math.max(Math.abs(estimate[k]), 1e-3);
            first =
                    step > 0 && Double.isFinite(step)
                            ? logarithmic ? Math.min(step, 1) : step
                            : usual;
            pinned = new PinnedLaw(problem, k, centre);
            pins = pinned.moves();
            polish =
                    new Polish(
                            problem,
                            problem.cost(),
                            problem.priors,
                            pins ? pinned : problem.law,
                            lower,
                            upper);
        }

        /// @param side −1 or 1
        /// @return NaN where the side is open
        double limit(int side, double t) {
            double bound = side < 0 ? problem.lower[k] : problem.upper[k];
            double end =
                    logarithmic
                            ? bound > 0 ? Math.abs(Math.log(bound / estimate[k])) : Double.MAX_VALUE
                            : Math.abs(bound - estimate[k]);
            double farthest = logarithmic ? FARTHEST_RATIO : FARTHEST * first;
            lastDistance = 0;
            double x = SignedRoot.reaching(t, x0 -> root(side, x0), first, end, farthest, progress);
            return x >= end ? bound : at(side, x);
        }

        private double at(int side, double x) {
            return logarithmic ? estimate[k] * Math.exp(side * x) : estimate[k] + side * x;
        }

        /// z at distance x: √((F − F̂)·u), 0 where the others reach a lower objective than at the
        /// estimate.
        private double root(int side, double x) {
            double v = at(side, x);
            pinned.pin(v);
            begin(side, x, v);
            double held = pins ? 1 : pinned.held(start);
            lower[k] = held;
            upper[k] = held;
            start[k] = held;
            polish.minimise(start, true, progress);
            double objective = polish.objective();
            if (polish.stationary() && Double.isFinite(objective)) {
                System.arraycopy(polish.parameters(), 0, last, 0, last.length);
                lastDistance = side * x;
            }
            double excess = (objective - evidence.solution.objective()) * units;
            return excess > 0 ? Math.sqrt(excess) : 0;
        }

        /// Where the others start: on the straight line from the estimate through the last optimum,
        /// the first time along their correlation with the parameter. Positive coefficients move on
        /// their logarithm.
        private void begin(int side, double x, double v) {
            if (lastDistance == 0) {
                double change = logarithmic ? side * x * estimate[k] : v - estimate[k];
                for (int j = 0; j < start.length; j++) {
                    double share = covariance[k][k] > 0 ? covariance[j][k] / covariance[k][k] : 0;
                    start[j] = moved(j, estimate[j], share * change);
                }
                problem.inward(start);
                return;
            }
            double ratio = side * x / lastDistance;
            for (int j = 0; j < start.length; j++) {
                boolean ratios = ratios(j) && centre[j] > 0 && last[j] > 0;
                start[j] =
                        ratios
                                ? centre[j] * Math.pow(last[j] / centre[j], ratio)
                                : centre[j] + ratio * (last[j] - centre[j]);
            }
        }

        private double moved(int j, double from, double change) {
            return ratios(j) && from > 0 ? from * Math.exp(change / from) : from + change;
        }

        private boolean ratios(int j) {
            return problem.lower[j] == 0 && problem.law.parameters().get(j).linear();
        }
    }
}
