package dev.lawcast.scaling.mixture;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Progress;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;

/// Searches the mixture for a goal.
///
/// Score s(p): the projected metric, as −ln e or ±metric, at N(p) samples; for a target −ln of the
/// money. Projected gradient ascent, p ← nearest(p + h·∇s) within the limits, from several starts,
/// as s need not be concave. ∇s is a difference quotient of both stages along each source, the
/// transport cost moving by its calibrated gradient from the dual potentials; each step solves one
/// transport problem, and none where no form uses transport.
///
/// What is not searched but compared, by every draw of the bootstrap: a lattice, the trained
/// mixtures and the choice. Two mixtures cannot be told apart where the difference of their scores
/// is within z standard errors of it: its spread over the draws, the misfit of each, and what their
/// floors may differ by.
public final class Selector {

    private static final int STEPS = 60;
    private static final double SMALLEST_STEP = 1e-4;
    private static final double DIFFERENCE = 1e-4;
    private static final double ANOTHER = .1;
    private static final double AGREEING = .05;
    private static final double LARGEST_FACTOR = 1e4; // of the largest trained size, for targets
    private static final int BISECTIONS = 60;
    private static final int BEST_TRAINED = 3;
    private static final int FEWEST_PILOT_DRAWS = 40;

    private final Projection projection;
    private final Limits limits;
    private final Goal goal;
    private final double level;
    private final Progress progress;
    private double reached; // size of the choice

    private Selector(
            Projection projection, Limits limits, Goal goal, double level, Progress progress) {
        this.projection = projection;
        this.limits = limits;
        this.goal = goal;
        this.level = level;
        this.progress = progress;
    }

    /// @throws IllegalArgumentException where the limits leave no mixture, prices are missing, or
    ///   no mixture reaches the target
    public static Selection select(
            Projection projection, Limits limits, Goal goal, double level, Progress progress) {
        Limits within =
                switch (goal) {
                    case Goal.AtSize at -> limits.at(at.size());
                    case Goal.WithBudget budget -> priced(limits);
                    case Goal.ReachTarget target -> priced(limits);
                };
        return new Selector(projection, within, goal, level, progress).search();
    }

    private static Limits priced(Limits limits) {
        limits.check("");
        for (int i = 0; i < limits.price().length; i++) {
            if (limits.upper()[i] > 0 && !(limits.price()[i] > 0)) {
                throw new IllegalArgumentException(
                        "Source '%s' has the price %s; a goal in money needs a price above 0 for each source. Maybe give it a unit_price, or a largest share of 0."
                                .formatted(limits.sources().get(i), limits.price()[i]));
            }
        }
        return limits;
    }

    /// A mixture with what it needs to be scored.
    private record Point(double[] p, double ot, double[] gradient) {}

    private Point point(double[] p) {
        if (progress.cancelled()) {
            throw new CancellationException();
        }
        MixtureCost.Potentials potentials = projection.potentials(p);
        return potentials == null
                ? new Point(p, Double.NaN, new double[p.length])
                : new Point(p, potentials.cost(), potentials.gradient());
    }

    /// N(p): samples for the goal; NaN where it cannot be reached.
    private double size(SizeCurve curve, double[] p, double ot) {
        return switch (goal) {
            case Goal.AtSize at -> at.size();
            case Goal.WithBudget budget ->
                    Math.min(budget.money() / limits.price(p), limits.available(p));
            case Goal.ReachTarget target -> sizeFor(curve, target.metric(), p, ot);
        };
    }

    private double sizeFor(SizeCurve curve, double target, double[] p, double ot) {
        double low = Math.log(1);
        double high =
                Math.log(Math.min(LARGEST_FACTOR * projection.largest(), limits.available(p)));
        ErrorScale scale = projection.scale();
        if (!scale.better(curve.at(Math.exp(high), p, ot), target)) {
            return Double.NaN;
        }
        for (int round = 0; round < BISECTIONS; round++) {
            double middle = (low + high) / 2;
            if (scale.better(curve.at(Math.exp(middle), p, ot), target)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Math.exp(high);
    }

    /// s(p), −∞ where the goal cannot be reached.
    private double score(SizeCurve curve, double[] p, double ot) {
        double size = size(curve, p, ot);
        if (!(size > 0)) {
            return Double.NEGATIVE_INFINITY;
        }
        return goal instanceof Goal.ReachTarget
                ? -Math.log(size * limits.price(p))
                : projection.score(curve.at(size, p, ot));
    }

    private double score(Point point) {
        return score(projection.curve(), point.p, point.ot);
    }

    private double[] gradient(Point point) {
        int k = point.p.length;
        double[] gradient = new double[k];
        for (int i = 0; i < k; i++) {
            double up = along(point, i, DIFFERENCE);
            double down = along(point, i, -DIFFERENCE);
            gradient[i] = (up - down) / (2 * DIFFERENCE);
            if (!Double.isFinite(gradient[i])) {
                gradient[i] = 0;
            }
        }
        return gradient;
    }

    /// s at (p + h·e_i)/(1 + h), the transport cost along its gradient.
    private double along(Point point, int i, double h) {
        double[] p = point.p.clone();
        double ot = point.ot;
        p[i] += h;
        if (p[i] < 0) { // a one-sided difference, mirrored
            return 2 * score(point) - along(point, i, -h);
        }
        for (int j = 0; j < p.length; j++) {
            p[j] /= 1 + h;
            ot += point.gradient[j] * (p[j] - point.p[j]);
        }
        return score(projection.curve(), p, ot);
    }

    private Point ascend(double[] start) {
        Point at = point(start);
        double score = score(at);
        double step = .1;
        for (int s = 0; s < STEPS && step > SMALLEST_STEP; s++) {
            double[] gradient = gradient(at);
            double largest = 0;
            double mean = Arrays.stream(gradient).average().orElse(0);
            for (double g : gradient) {
                largest = Math.max(largest, Math.abs(g - mean));
            }
            if (!(largest > 0)) {
                break;
            }
            double[] to = at.p.clone();
            for (int i = 0; i < to.length; i++) {
                to[i] += step * (gradient[i] - mean) / largest;
            }
            Point next = point(Simplex.nearest(to, limits.lower(), limits.upper()));
            double reached = score(next);
            if (reached > score) {
                at = next;
                score = reached;
                step = Math.min(.3, step * 1.5);
            } else {
                step /= 3;
            }
        }
        return at;
    }

    private Selection search() {
        int k = limits.lower().length;
        List<double[]> trained = projection.trained().stream().filter(limits::holds).toList();
        var compared = new ArrayList<Point>();
        trained.forEach(p -> compared.add(point(p)));
        for (double[] p : Candidates.of(k, 1)) {
            if (limits.holds(p) && trained.stream().noneMatch(q -> Simplex.same(p, q))) {
                compared.add(point(p));
            }
        }
        double[] even = new double[k];
        Arrays.fill(even, 1. / k);
        Point uniform = point(Simplex.nearest(even, limits.lower(), limits.upper()));
        List<double[]> starts = starts(compared, uniform.p);
        var ends = new ArrayList<Point>();
        starts.forEach(start -> ends.add(ascend(start)));
        Point best = ends.stream().max(Comparator.comparingDouble(this::score)).orElse(uniform);
        for (Point other : compared) { // a kink may stop every ascent
            best = score(other) > score(best) ? other : best;
        }
        if (score(best) == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "No mixture within the limits is projected to reach the goal, with "
                            + LARGEST_FACTOR
                            + " times the largest trained size, or all samples that there are.");
        }
        compared.addFirst(best);
        compared.add(uniform);
        return describe(best, uniform, compared, trained.size(), starts.size(), ends);
    }

    private List<double[]> starts(List<Point> compared, double[] uniform) {
        var starts = new ArrayList<double[]>();
        starts.add(uniform);
        int k = uniform.length;
        for (int i = 0; i < k; i++) {
            double[] p = new double[k];
            Arrays.fill(p, .2 / k);
            p[i] += .8;
            starts.add(Simplex.nearest(p, limits.lower(), limits.upper()));
        }
        compared.stream()
                .sorted(Comparator.comparingDouble(c -> -score(c)))
                .limit(BEST_TRAINED)
                .forEach(c -> starts.add(c.p));
        return starts;
    }

    private Selection describe(
            Point best,
            Point uniform,
            List<Point> compared,
            int trained,
            int starts,
            List<Point> ends) {
        double size = size(projection.curve(), best.p, best.ot);
        reached = size;
        double[][] scores = scores(compared, projection.draws(), projection::changes);
        double[] of = new double[compared.size()];
        for (int c = 0; c < of.length; c++) {
            of[c] = score(compared.get(c));
        }
        int second = -1;
        var alike = new ArrayList<Point>();
        for (int c = 1; c < of.length; c++) {
            boolean another = Simplex.distance(best.p, compared.get(c).p) >= ANOTHER;
            if (another && (second < 0 || of[c] > of[second])) {
                second = c;
            }
            if (c <= trained && !told(of[0] - of[c], scores[0], scores[c])) {
                alike.add(compared.get(c));
            }
        }
        alike.sort(Comparator.comparingDouble(c -> -score(c)));
        int last = of.length - 1;
        int agreeing =
                (int) ends.stream().filter(e -> Simplex.distance(e.p, best.p) <= AGREEING).count();
        return new Selection(
                size,
                money(best.p, size),
                best.p,
                intervals(compared, scores),
                projection.forecast(size, best.p, level),
                rival(uniform),
                beats(scores[0], scores[last]),
                second < 0 ? null : rival(compared.get(second)),
                second < 0 ? null : beats(scores[0], scores[second]),
                alike.stream().map(this::rival).toList(),
                values(best, size),
                starts,
                agreeing,
                sensitivity(best, size, compared));
    }

    private interface Changes {
        double[] at(double[] p);
    }

    /// Scores of every mixture by every draw.
    private double[][] scores(List<Point> compared, List<SizeCurve> curves, Changes changes) {
        double[][] scores = new double[compared.size()][curves.size()];
        for (int c = 0; c < scores.length; c++) {
            Point point = compared.get(c);
            double[] change = changes.at(point.p);
            for (int b = 0; b < scores[c].length; b++) {
                scores[c][b] = score(curves.get(b), point.p, point.ot + change[b]);
            }
            if (progress.cancelled()) {
                throw new CancellationException();
            }
        }
        return scores;
    }

    /// Variance of a difference of scores beyond the draws.
    private double beyond() {
        return projection.scatter().difference(reached);
    }

    private boolean told(double difference, double[] a, double[] b) {
        double squares = 0;
        int n = 0;
        for (int d = 0; d < a.length; d++) {
            double moved = a[d] - b[d] - difference;
            if (Double.isFinite(moved)) {
                squares += moved * moved;
                n++;
            }
        }
        double variance = (n > 0 ? squares / n : 0) + beyond();
        return Math.abs(difference) > Projection.z(level) * Math.sqrt(variance);
    }

    private double beats(double[] a, double[] b) {
        double misfit = Math.sqrt(beyond());
        var normal = new NormalDistribution();
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            double by = a[d] - b[d];
            if (Double.isNaN(by)) { // neither reaches the goal
                sum += .5;
            } else if (misfit > 0 && Double.isFinite(by)) {
                sum += normal.cumulativeProbability(by / misfit);
            } else {
                sum += by > 0 ? 1 : by == 0 ? .5 : 0;
            }
        }
        return a.length == 0 ? Double.NaN : sum / a.length;
    }

    /// Quantiles of the best mixture of every draw.
    private List<Interval> intervals(List<Point> compared, double[][] scores) {
        int draws = scores[0].length;
        int k = compared.getFirst().p.length;
        double[][] shares = new double[k][draws];
        for (int b = 0; b < draws; b++) {
            int best = best(scores, b);
            for (int i = 0; i < k; i++) {
                shares[i][b] = compared.get(best).p[i];
            }
        }
        var intervals = new ArrayList<Interval>();
        for (double[] share : shares) {
            Arrays.sort(share);
            intervals.add(Interval.of(quantile(share, false), quantile(share, true), level));
        }
        return intervals;
    }

    private static int best(double[][] scores, int b) {
        int best = 0;
        for (int c = 1; c < scores.length; c++) {
            best = scores[c][b] > scores[best][b] ? c : best;
        }
        return best;
    }

    private double quantile(double[] sorted, boolean upper) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double rank = (upper ? 1 + level : 1 - level) / 2 * (sorted.length - 1);
        return sorted[(int) (upper ? Math.ceil(rank) : Math.floor(rank))];
    }

    private Selection.Rival rival(Point point) {
        double size = size(projection.curve(), point.p, point.ot);
        double reached = size > 0 ? size : projection.largest() * LARGEST_FACTOR;
        return new Selection.Rival(
                point.p,
                reached,
                money(point.p, reached),
                projection.forecast(reached, point.p, level));
    }

    private @Nullable Double money(double[] p, double size) {
        double money = size * limits.price(p);
        return Double.isFinite(money) ? money : null;
    }

    /// Empty for one trained size, which says nothing of one sample more.
    private List<Selection.Value> values(Point best, double size) {
        if (projection.curve() instanceof OneSize) {
            return List.of();
        }
        double[] change = projection.changes(best.p);
        var values = new ArrayList<Selection.Value>();
        for (int i = 0; i < best.p.length; i++) {
            double value = perSample(projection.curve(), best, 0, size, i);
            double[] draws = new double[projection.draws().size()];
            for (int b = 0; b < draws.length; b++) {
                draws[b] = perSample(projection.draws().get(b), best, change[b], size, i);
            }
            Arrays.sort(draws);
            double price = limits.price()[i];
            values.add(
                    new Selection.Value(
                            value,
                            Interval.of(quantile(draws, false), quantile(draws, true), level),
                            price > 0 ? value / price : null));
        }
        return values;
    }

    /// Change of the metric by one sample more of source i.
    private static double perSample(
            SizeCurve curve, Point best, double change, double size, int i) {
        double h = 1e-3;
        double[] p = best.p.clone();
        double ot = best.ot + change;
        p[i] += h;
        for (int j = 0; j < p.length; j++) {
            p[j] /= 1 + h;
            ot += best.gradient[j] * (p[j] - best.p[j]);
        }
        double before = curve.at(size, best.p, best.ot + change);
        return (curve.at(size * (1 + h), p, ot) - before) / (h * size);
    }

    private Selection.PilotSensitivity sensitivity(Point best, double size, List<Point> compared) {
        if (!projection.usesTransport()) {
            return new Selection.PilotSensitivity(false, 0, 0);
        }
        List<SizeCurve> curves = projection.pilotDraws(FEWEST_PILOT_DRAWS);
        double[] change = projection.changes(best.p);
        double center = projection.curve().at(size, best.p, best.ot);
        double squares = 0;
        for (int b = 0; b < curves.size(); b++) {
            double moved = curves.get(b).at(size, best.p, best.ot + change[b]) - center;
            squares += moved * moved / curves.size();
        }
        double[][] scores = scores(compared, curves, projection::changes);
        double shift = 0;
        for (int b = 0; b < curves.size(); b++) {
            shift += Simplex.distance(best.p, compared.get(best(scores, b)).p) / curves.size();
        }
        return new Selection.PilotSensitivity(true, Math.sqrt(squares), shift);
    }
}
