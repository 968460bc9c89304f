package dev.lawcast.scaling.formula;

import dev.lawcast.scaling.formula.ImplicitForm.Step;
import dev.lawcast.scaling.formula.Terms.Term;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.Sizes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Starting points for a formula, from the data. The parameters to search for are sampled over
/// their [Axis] (Halton points), the others follow by linear least squares; then the best samples
/// are improved along one axis at a time by dense scans. This is done for the formula itself and
/// for the [ImplicitForm] with fewest parameters to search for, and, where all metrics are > 0,
/// judged by squares of y and of ln y.
///
/// Deterministic. Of many points, evenly spaced ones are used.
final class FormulaStarts {

    private static final int MOST_ROWS = 200;
    private static final int[] SAMPLES = {1, 101, 441, 1024, 3072};

    /// Samples that are improved, by the number of axes; then the best [#KEPT] of them are starts.
    private static final int[] IMPROVED = {1, 6, 6, 8, 16};

    private static final int KEPT = 6;
    private static final int MANY_AXES = 3;
    private static final int SWEEPS = 2;

    /// Samples closer than this on every axis, as a share of it, are one.
    private static final double NEAR_BEFORE = .1;

    private static final double NEAR_AFTER = .01;

    private static final int ROUNDS = 4;
    private static final int[] PRIMES = {
        2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89
    };

    private final FormulaModel model;
    private final List<ImplicitForm> forms;
    private final Tape explicit;
    private final List<Tape> columns;
    private final int[] linear;
    private final double[] lower;
    private final double[] upper;

    FormulaStarts(FormulaModel model, List<LawParameter> parameters, int variables) {
        this.model = model;
        forms = ImplicitForm.of(model, variables);
        Graph graph = model.graph();
        linear = indices(model.linear());
        int[] outputs = new int[linear.length + 1];
        outputs[0] = model.value();
        for (int c = 0; c < linear.length; c++) {
            outputs[c + 1] = model.gradient()[linear[c]];
        }
        explicit = new Tape(graph, outputs, new int[0]);
        columns = new ArrayList<>();
        for (ImplicitForm form : forms) {
            int[] vectors = new int[1 + form.fixed().size() + form.free().size()];
            vectors[0] = form.bottom();
            int at = 1;
            for (Term term : form.fixed()) {
                vectors[at++] = term.vector();
            }
            for (Term term : form.free()) {
                vectors[at++] = term.vector();
            }
            columns.add(new Tape(graph, vectors, new int[0]));
        }
        lower = parameters.stream().mapToDouble(LawParameter::lower).toArray();
        upper = parameters.stream().mapToDouble(LawParameter::upper).toArray();
    }

    private static int[] indices(long bits) {
        int[] found = new int[Long.bitCount(bits)];
        int count = 0;
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            found[count++] = Long.numberOfTrailingZeros(rest);
        }
        return found;
    }

    /// The forms, for tests.
    List<ImplicitForm> forms() {
        return forms;
    }

    List<double[]> of(Sizes sizes, double[] y) {
        if (sizes.count() < 2) {
            return List.of();
        }
        Sizes joined = thin(sizes, y);
        double[] metric = joined.x()[joined.x().length - 1];
        boolean positive = Arrays.stream(metric).allMatch(v -> v > 0);
        boolean oneSign = positive || Arrays.stream(metric).allMatch(v -> v < 0);
        Roles roles = new Roles(model, model.value(), joined);
        List<double[]> starts = new ArrayList<>();
        for (int f = -1; f < forms.size(); f++) {
            boolean logarithm = f >= 0 && forms.get(f).logarithmic();
            if (logarithm && !oneSign) {
                continue;
            }
            for (int space = 0; space < (positive ? 2 : 1); space++) {
                starts.addAll(new Search(f, space == 1, joined, metric, roles).run());
            }
        }
        return starts;
    }

    /// At most [#MOST_ROWS] rows, with y as one more variable.
    private static Sizes thin(Sizes sizes, double[] y) {
        int count = Math.min(sizes.count(), MOST_ROWS);
        int variables = sizes.x().length;
        double[][] x = new double[variables + 1][count];
        double[][] logarithms = new double[variables + 1][count];
        for (int i = 0; i < count; i++) {
            int row = (int) ((long) i * sizes.count() / count);
            for (int j = 0; j < variables; j++) {
                x[j][i] = sizes.x()[j][row];
                logarithms[j][i] = sizes.logarithms()[j][row];
            }
            x[variables][i] = y[row];
            logarithms[variables][i] = Math.log(Math.abs(y[row]));
        }
        return new Sizes(x, logarithms, count);
    }

    /// @param shares place on each axis
    private record Sample(double[] shares, double[] parameters, double score) {}

    /// One form, judged in one space. Not for use by several threads.
    private final class Search {

        private final int form;
        private final boolean log;
        private final Sizes sizes;
        private final double[] y;
        private final int n;
        private final int[] searched;
        private final Axis[] axes;
        private final double[] value;
        private final double[][] derivatives;
        private final double[][] vectors;
        private final LeastSquares projection;
        private final LeastSquares coefficients;
        private final double[] point;
        private final double[] weight;
        private final List<Sample> kept = new ArrayList<>();

        Search(int form, boolean log, Sizes sizes, double[] y, Roles roles) {
            this.form = form;
            this.log = log;
            this.sizes = sizes;
            this.y = y;
            n = sizes.count();
            long bits = ~model.linear() & ((1L << model.count()) - 1);
            searched = indices(form < 0 ? bits : forms.get(form).searched());
            axes = new Axis[searched.length];
            for (int a = 0; a < axes.length; a++) {
                axes[a] = roles.axis(searched[a], lower[searched[a]], upper[searched[a]]);
            }
            value = new double[n];
            derivatives = new double[linear.length][n];
            projection = new LeastSquares(n, linear.length);
            int fixed = form < 0 ? 0 : forms.get(form).fixed().size();
            int free = form < 0 ? 0 : forms.get(form).free().size();
            vectors = new double[fixed + free][n];
            coefficients = new LeastSquares(n, free);
            point = new double[model.count()];
            weight = new double[n];
        }

        List<double[]> run() {
            int samples = SAMPLES[Math.min(axes.length, SAMPLES.length - 1)];
            for (int s = 0; s < samples; s++) {
                double[] shares = new double[axes.length];
                for (int a = 0; a < axes.length; a++) {
                    shares[a] = samples == 1 ? .5 : axes.length == 1 ? s / (samples - 1.0) : halton(s + 1, PRIMES[a]);
                }
                keep(sample(shares), NEAR_BEFORE, IMPROVED[Math.min(axes.length, IMPROVED.length - 1)]);
            }
            List<Sample> best = List.copyOf(kept);
            kept.clear();
            for (Sample sample : best) {
                keep(improve(sample), NEAR_AFTER, KEPT);
            }
            // a scan may lead many samples into one valley: with many axes also some as they were
            int asSampled = axes.length < MANY_AXES ? 0 : Math.min(best.size(), KEPT);
            return Stream.concat(kept.stream(), best.subList(0, asSampled).stream())
                    .map(Sample::parameters)
                    .toList();
        }

        private static double halton(int index, int prime) {
            double share = 0;
            double digit = 1.0 / prime;
            for (int rest = index; rest > 0; rest /= prime) {
                share += digit * (rest % prime);
                digit /= prime;
            }
            return share;
        }

        /// Keeps the best samples, of near ones the best.
        private void keep(Sample sample, double near, int most) {
            if (!(sample.score < Double.POSITIVE_INFINITY)) {
                return;
            }
            if (kept.size() == most && sample.score >= kept.getLast().score) {
                return;
            }
            for (Sample other : kept) {
                if (near(sample, other, near) && other.score <= sample.score) {
                    return;
                }
            }
            kept.removeIf(other -> near(sample, other, near));
            kept.add(sample);
            kept.sort(Comparator.comparingDouble(Sample::score));
            if (kept.size() > most) {
                kept.removeLast();
            }
        }

        private static boolean near(Sample a, Sample b, double near) {
            for (int k = 0; k < a.shares.length; k++) {
                if (Math.abs(a.shares[k] - b.shares[k]) > near) {
                    return false;
                }
            }
            return true;
        }

        private Sample improve(Sample start) {
            Sample best = start;
            for (int sweep = 0; sweep < SWEEPS; sweep++) {
                double before = best.score;
                for (int a = 0; a < axes.length; a++) {
                    best = scan(best, a, axes[a].points());
                }
                if (best.score > .999 * before) {
                    break;
                }
            }
            return best;
        }

        /// The whole axis, then twice around the best.
        private Sample scan(Sample start, int axis, int points) {
            Sample best = start;
            double step = 1.0 / (points - 1);
            for (int k = 0; k < points; k++) {
                best = better(best, start, axis, k * step);
            }
            for (int zoom = 0; zoom < 2; zoom++) {
                double centre = best.shares[axis];
                for (int k = -4; k <= 4; k++) {
                    best = better(best, start, axis, centre + k * step / 5);
                }
                step /= 5;
            }
            return best;
        }

        private Sample better(Sample best, Sample start, int axis, double share) {
            double[] shares = start.shares.clone();
            shares[axis] = Math.min(Math.max(share, 0), 1);
            Sample sample = sample(shares);
            return sample.score < best.score ? sample : best;
        }

        private Sample sample(double[] shares) {
            Arrays.fill(point, 1);
            for (int a = 0; a < axes.length; a++) {
                point[searched[a]] = axes[a].at(shares[a]);
            }
            if (form < 0) {
                double score = project();
                return new Sample(shares, point.clone(), score);
            }
            double best = Double.POSITIVE_INFINITY;
            double[] parameters = point.clone();
            Arrays.fill(weight, 1);
            int rounds = forms.get(form).bottom() == Graph.ONE ? 1 : ROUNDS;
            for (int round = 0; round < rounds; round++) {
                if (!follow()) {
                    break;
                }
                double[] followed = point.clone();
                double score = project();
                if (score < best) {
                    best = score;
                    parameters = point.clone();
                }
                System.arraycopy(followed, 0, point, 0, point.length);
            }
            return new Sample(shares, parameters, best);
        }

        /// Solves the form for the parameters that are not searched; false where it cannot.
        private boolean follow() {
            ImplicitForm implicit = forms.get(form);
            Graph graph = model.graph();
            columns.get(form).run(point, sizes, value, vectors);
            int fixed = implicit.fixed().size();
            for (int i = 0; i < n; i++) {
                double w = implicit.logarithmic() && !log ? Math.abs(y[i]) : log && !implicit.logarithmic() ? weight[i] / y[i] : weight[i];
                double known = 0;
                for (int t = 0; t < fixed; t++) {
                    known -=
                            ImplicitForm.value(graph, implicit.fixed().get(t).scalar(), point)
                                    * vectors[t][i];
                }
                coefficients.row(i, w, known);
                for (int t = 0; t < implicit.free().size(); t++) {
                    coefficients.column(t)[i] = w * vectors[fixed + t][i];
                }
            }
            if (!coefficients.solve()) {
                return false;
            }
            for (Step step : implicit.steps()) {
                double solved =
                        ImplicitForm.solve(
                                graph,
                                implicit.free().get(step.term()).scalar(),
                                step.parameter(),
                                coefficients.answer(step.term()),
                                point);
                if (!Double.isFinite(solved)) {
                    return false;
                }
                point[step.parameter()] =
                        Math.min(
                                Math.max(solved, lower[step.parameter()]),
                                upper[step.parameter()]);
            }
            if (implicit.bottom() != Graph.ONE) {
                columns.get(form).run(point, sizes, value, vectors);
                double mean = 0;
                for (int i = 0; i < n; i++) {
                    mean += Math.abs(value[i]) / n;
                }
                for (int i = 0; i < n; i++) {
                    weight[i] = 1 / Math.hypot(value[i], 1e-4 * mean);
                }
            }
            return true;
        }

        /// Solves for the linear parameters of the formula itself; returns the objective.
        private double project() {
            for (int k : linear) {
                point[k] = 0;
            }
            explicit.run(point, sizes, value, derivatives);
            for (int i = 0; i < n; i++) {
                double w = log ? 1 / y[i] : 1;
                projection.row(i, w, y[i] - value[i]);
                for (int c = 0; c < linear.length; c++) {
                    projection.column(c)[i] = w * derivatives[c][i];
                }
            }
            if (linear.length > 0) {
                if (!projection.solve()) {
                    return Double.POSITIVE_INFINITY;
                }
                for (int c = 0; c < linear.length; c++) {
                    int k = linear[c];
                    point[k] = Math.min(Math.max(projection.answer(c), lower[k]), upper[k]);
                    for (int i = 0; i < n; i++) {
                        value[i] += point[k] * derivatives[c][i];
                    }
                }
            }
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double r = log ? Math.log(value[i]) - sizes.logarithms()[sizes.x().length - 1][i] : value[i] - y[i];
                sum += r * r;
            }
            return sum < Double.POSITIVE_INFINITY ? sum : Double.POSITIVE_INFINITY;
        }
    }
}
