package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.Basis;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

import org.jspecify.annotations.Nullable;

/// Walks from a start to a stationary point of the stated objective: a damped Newton method under
/// bounds on all parameters, with exact derivatives.
///
/// Step s from p, with g and H of F, D the diagonal of the reweighted Gauss–Newton matrix G: (H +
/// λD)·s = −g over the parameters that no bound holds; a parameter whose step would leave its
/// bounds is put onto the bound and the others are solved again. Far from the end, and where H + λD
/// is not positive definite, G takes the place of H. λ follows the ratio of actual to predicted
/// decrease (Nielsen 1999, *Damping parameter in Marquardt's method*). Large steps of a coefficient
/// are taken on its logarithm unless they end at its bound 0.
///
/// A robust loss with small δ is almost an L1 fit: F has nearly a kink at each point, and Newton's
/// model holds only near by. So it is approached through flatter losses, δ shrinking step by step
/// from the size of the residuals to the stated one; the end is a stationary point of the stated
/// objective.
///
/// Workspace: one per thread, nothing is allocated on the way.
final class Polish {

    /// At this share of the residuals a Newton step moves the parameters by about 1e−8 standard
    /// errors.
    static final double TOLERANCE = 1e-8;

    /// Above this scaled gradient the residuals are not yet noise, and their second derivatives say
    /// little: Gauss–Newton steps, which stay descents in curved valleys.
    private static final double FAR = .1;

    private static final int ITERATIONS = 300;
    private static final int STAGE_ITERATIONS = 4;
    private static final double STAGE_FACTOR = 4;
    private static final double LARGEST_DAMPING = 1e12;

    /// Of a step that comes after a failure.
    private static final double LEAST_DAMPING = 1e-5;

    /// A coefficient that changes by more than this share moves on its logarithm.
    private static final double RATIO = .01;

    private final ScalingLaw law;
    private final @Nullable Priors priors;
    private final Sizes sizes;
    private final SolverCost cost;
    private final double[] lower;
    private final double[] upper;
    private final int d;

    /// Whether the parameter multiplies a basis function and is ≥ 0.
    private final boolean[] coefficient;

    private double[] p;
    private double[] f;
    private double[] r;
    private double[][] jacobian;
    private double[] trial;

    /// Room for a step, made when the first is taken.
    private double[] trialF = new double[0];

    private double[] trialR = new double[0];
    private double[][] trialJacobian = new double[0][];

    private final double[] gradient;
    private final double[] step;
    private final double[] scale;
    private final double[] inverse;
    private final double[][] newton;
    private final double[][] gauss;
    private final double[][] factor;
    private final double[] right;
    private final int[] index;
    private final boolean[] held;
    private final boolean[] holding;
    private final double[] difference;
    private final double[] bend;
    private final double[] weighted;

    private double objective;
    private double noise;
    private int iterations;
    private double scaledGradient;
    private boolean stationary;

    Polish(Problem problem, SolverCost cost) {
        this(problem, cost, problem.priors);
    }

    /// @param priors in place of the problem's
    Polish(Problem problem, SolverCost cost, @Nullable Priors priors) {
        this(problem, cost, priors, problem.law, problem.lower, problem.upper);
    }

    /// @param law the problem's law, or one of the same parameters
    /// @param lower in place of the problem's; read anew by each walk
    Polish(
            Problem problem,
            SolverCost cost,
            @Nullable Priors priors,
            ScalingLaw law,
            double[] lower,
            double[] upper) {
        this.cost = cost;
        this.law = law;
        this.lower = lower;
        this.upper = upper;
        sizes = problem.sizes;
        this.priors = priors;
        d = problem.d;
        int n = sizes.count();
        p = new double[d];
        f = new double[n];
        r = new double[n];
        jacobian = new double[d][n];
        trial = new double[d];
        gradient = new double[d];
        step = new double[d];
        scale = new double[d];
        inverse = new double[d];
        newton = new double[d][d];
        gauss = new double[d][d];
        factor = new double[d][d];
        right = new double[d];
        index = new int[d];
        held = new boolean[d];
        holding = new boolean[d];
        difference = new double[d];
        bend = new double[d];
        weighted = new double[n];
        coefficient = new boolean[d];
        Unknowns unknowns = problem.unknowns;
        for (int c = 0; c < unknowns.linear.length; c++) {
            int k = unknowns.linear[c];
            boolean constant = unknowns.basis.get(c) instanceof Basis.One;
            coefficient[k] = !constant && lower[k] == 0 && upper[k] > 0;
        }
    }

    double objective() {
        return objective;
    }

    int iterations() {
        return iterations;
    }

    double scaledGradient() {
        return scaledGradient;
    }

    /// The share of the residuals that is rounding, see [SolverCost#roundingShare].
    double noise() {
        return noise;
    }

    boolean stationary() {
        return stationary;
    }

    double[] parameters() {
        return p;
    }

    double[] predicted() {
        return f;
    }

    double[] residuals() {
        return r;
    }

    double[][] jacobian() {
        return jacobian;
    }

    /// The reweighted Gauss–Newton matrix at the end, lower triangle.
    double[][] gauss() {
        return gauss;
    }

    /// Whether a bound holds the parameter at the end.
    boolean held(int k) {
        return held[k];
    }

    /// @param from start, put inside the bounds first
    /// @param warm whether the start is an optimum of nearly the same problem
    void minimise(double[] from, boolean warm, Progress progress) {
        iterations = 0;
        stationary = false;
        scaledGradient = Double.POSITIVE_INFINITY;
        for (int k = 0; k < d; k++) {
            p[k] = Math.min(Math.max(from[k], lower[k]), upper[k]);
        }
        law.evaluate(p, sizes, f, jacobian);
        cost.soften(1);
        objective = cost.value(f, r) + prior(p);
        if (!(objective < Double.POSITIVE_INFINITY) && cost.tangent(true)) {
            objective = cost.value(f, r) + prior(p);
            descend(.03, STAGE_ITERATIONS, progress);
            cost.tangent(false);
            objective = cost.value(f, r) + prior(p);
        }
        if (cost.robust() && !warm) {
            approach(progress);
        }
        descend(TOLERANCE, ITERATIONS, progress);
    }

    private void approach(Progress progress) {
        double factor = cost.rootMeanSquare(r) / cost.statedDelta();
        if (!(factor < Double.POSITIVE_INFINITY)) {
            return; // residuals beyond any number: no flatter loss helps, and the stages never end
        }
        for (; factor > 1; factor /= STAGE_FACTOR) {
            cost.soften(factor);
            objective = cost.value(f, r) + prior(p);
            descend(.03, STAGE_ITERATIONS, progress);
        }
        cost.soften(1);
        objective = cost.value(f, r) + prior(p);
    }

    private void descend(double wanted, int most, Progress progress) {
        double damping = 1e-3;
        double growth = 2;
        boolean fresh = true;
        stationary = false;
        if (!(objective < Double.POSITIVE_INFINITY)) {
            return;
        }
        for (int round = 0; round < most; round++) {
            if (progress.cancelled()) {
                return;
            }
            if (fresh) {
                assemble();
                noise = cost.roundingShare(f, r);
                double tolerance = Math.max(wanted, Math.min(8 * noise, 1));
                scaledGradient = noise >= 1 ? 0 : measure();
                if (scaledGradient <= tolerance) {
                    stationary = true;
                    return;
                }
                if (scaledGradient < FAR) {
                    damping = Math.min(damping, scaledGradient * scaledGradient);
                }
                fresh = false;
            }
            iterations++;
            room();
            double predicted = propose(damping);
            law.evaluate(trial, sizes, trialF, trialJacobian);
            double reached = cost.value(trialF, trialR) + prior(trial);
            double actual = objective - reached;
            // Below this both decreases are rounding, and Newton's step is the better judge.
            double slack = objective * Math.min(4 * noise, .1);
            if (reached < Double.POSITIVE_INFINITY && actual + slack > 0 && predicted > 0) {
                double ratio = predicted > 4 * slack ? actual / predicted : 1;
                swap();
                objective = reached;
                fresh = true;
                double t = 2 * ratio - 1;
                damping *= Math.max(.05, 1 - t * t * t);
                growth = 2;
            } else {
                damping = Math.max(damping * growth, LEAST_DAMPING);
                growth *= 2;
                if (damping > LARGEST_DAMPING) {
                    return;
                }
            }
        }
        if (fresh) {
            assemble();
        }
    }

    private void room() {
        if (trialJacobian.length < d) {
            trialF = new double[f.length];
            trialR = new double[f.length];
            trialJacobian = new double[d][f.length];
        }
    }

    private void swap() {
        double[] vector = p;
        p = trial;
        trial = vector;
        vector = f;
        f = trialF;
        trialF = vector;
        vector = r;
        r = trialR;
        trialR = vector;
        double[][] matrix = jacobian;
        jacobian = trialJacobian;
        trialJacobian = matrix;
    }

    /// Gradient, Newton and Gauss–Newton matrix at p, and which parameters their bounds hold.
    private void assemble() {
        cost.derivatives(f, r);
        int n = sizes.count();
        boolean plain = cost.plain();
        for (int k = 0; k < d; k++) {
            double[] column = jacobian[k];
            gradient[k] = SolverCholesky.dot(cost.slope, column, n);
            weigh(cost.gauss, column);
            for (int l = 0; l <= k; l++) {
                gauss[k][l] = SolverCholesky.dot(weighted, jacobian[l], n);
                newton[k][l] = gauss[k][l];
            }
            if (plain) {
                continue;
            }
            weigh(cost.newton, column);
            for (int l = 0; l <= k; l++) {
                newton[k][l] = SolverCholesky.dot(weighted, jacobian[l], n);
            }
        }
        if (!law.addSecondDerivatives(p, sizes, jacobian, cost.slope, newton)) {
            addDifferences();
        }
        if (priors != null) {
            priors.addTo(p, gradient, newton, gauss);
        }
        for (int k = 0; k < d; k++) {
            double size = Math.sqrt(gauss[k][k]);
            scale[k] = size > 0 && size < Double.POSITIVE_INFINITY ? size : 1;
            inverse[k] = 1 / scale[k];
            held[k] =
                    lower[k] == upper[k]
                            || (p[k] <= lower[k] && gradient[k] >= 0)
                            || (p[k] >= upper[k] && gradient[k] <= 0);
        }
    }

    private double prior(double[] parameters) {
        return priors == null ? 0 : priors.value(parameters);
    }

    private void weigh(double[] weight, double[] column) {
        for (int i = 0; i < weighted.length; i++) {
            weighted[i] = weight[i] * column[i];
        }
    }

    /// Second derivatives of the law, weighted by the slopes, by central differences of its
    /// gradient.
    private void addDifferences() {
        room();
        for (int k = 0; k < d; k++) {
            if (lower[k] == upper[k]) {
                continue;
            }
            System.arraycopy(p, 0, trial, 0, d);
            double h = 1e-5 * Math.max(Math.abs(p[k]), 1e-3 / Math.max(scale[k], 1e-3));
            double above = Math.min(p[k] + h, upper[k]);
            double below = Math.max(p[k] - h, lower[k]);
            trial[k] = above;
            law.evaluate(trial, sizes, trialF, trialJacobian);
            weightedGradient(1);
            trial[k] = below;
            law.evaluate(trial, sizes, trialF, trialJacobian);
            weightedGradient(-1);
            for (int l = 0; l < d; l++) {
                double second = difference[l] / (above - below);
                if (Double.isFinite(second)) {
                    // each mixed derivative is met twice
                    newton[Math.max(k, l)][Math.min(k, l)] += k == l ? second : .5 * second;
                }
            }
        }
    }

    private void weightedGradient(int sign) {
        for (int l = 0; l < d; l++) {
            double sum = 0;
            for (int i = 0; i < sizes.count(); i++) {
                sum += cost.slope[i] * trialJacobian[l][i];
            }
            difference[l] = sign > 0 ? sum : difference[l] - sum;
        }
    }

    private double measure() {
        System.arraycopy(held, 0, holding, 0, d);
        int count = collect();
        // 1e−12: directions that the data do not determine must not amplify rounding
        if (!factorise(newton, count, 1e-12) && !factorise(gauss, count, 1e-12)) {
            return Double.POSITIVE_INFINITY;
        }
        for (int a = 0; a < count; a++) {
            right[a] = -gradient[index[a]] * inverse[index[a]];
        }
        SolverCholesky.solve(factor, count, right);
        double decrease = 0;
        for (int a = 0; a < count; a++) {
            decrease -= .5 * right[a] * gradient[index[a]] * inverse[index[a]];
        }
        return Math.sqrt(Math.max(0, decrease) / objective);
    }

    /// Fills `trial`; returns the decrease that the quadratic model predicts.
    private double propose(double damping) {
        double predicted = solveStep(damping);
        return steps() ? proposeRatios(damping) : predicted;
    }

    /// Whether a coefficient changes by much without reaching its bound: ln A is then the better
    /// coordinate, since A·x^−α bends along A for a change of α.
    private boolean steps() {
        boolean large = false;
        for (int k = 0; k < d; k++) {
            if (coefficient[k] && !held[k] && p[k] > 0) {
                if (trial[k] <= 0) {
                    return false;
                }
                large |= Math.abs(step[k]) > RATIO * p[k];
            }
        }
        return large;
    }

    /// The step with ln A in place of A. By the chain rule A·∂F/∂A joins A²·∂²F/∂A² on the
    /// diagonal; all else is the same step, taken as A·exp(step/A).
    private double proposeRatios(double damping) {
        for (int k = 0; k < d; k++) {
            bend[k] = coefficient[k] && !held[k] && p[k] > 0 ? gradient[k] / p[k] : 0;
            newton[k][k] += bend[k];
        }
        double predicted = solveStep(damping);
        for (int k = 0; k < d; k++) {
            newton[k][k] -= bend[k];
            if (coefficient[k] && !held[k] && p[k] > 0) {
                trial[k] = Math.min(p[k] * Math.exp(step[k] / p[k]), upper[k]);
            }
        }
        return predicted;
    }

    private double solveStep(double damping) {
        System.arraycopy(held, 0, holding, 0, d);
        for (int k = 0; k < d; k++) {
            step[k] = 0;
        }
        double[][] matrix = scaledGradient > FAR ? gauss : newton;
        for (int round = 0; round <= d; round++) {
            int count = collect();
            if (!factorise(matrix, count, damping)) {
                matrix = gauss;
                double ridge = damping;
                while (!factorise(matrix, count, ridge)) {
                    ridge = Math.max(1e-14, 10 * ridge);
                    if (ridge > LARGEST_DAMPING) {
                        return 0;
                    }
                }
            }
            for (int a = 0; a < count; a++) {
                int k = index[a];
                double sum = -gradient[k];
                for (int l = 0; l < d; l++) {
                    if (holding[l] && step[l] != 0) {
                        sum -= entry(matrix, k, l) * step[l];
                    }
                }
                right[a] = sum * inverse[k];
            }
            SolverCholesky.solve(factor, count, right);
            boolean crossed = false;
            for (int a = 0; a < count; a++) {
                int k = index[a];
                step[k] = right[a] * inverse[k];
                double next = p[k] + step[k];
                if (next < lower[k] || next > upper[k]) {
                    step[k] = (next < lower[k] ? lower[k] : upper[k]) - p[k];
                    holding[k] = true;
                    crossed = true;
                }
            }
            if (!crossed) {
                break;
            }
        }
        double predicted = 0;
        for (int k = 0; k < d; k++) {
            double next = p[k] + step[k];
            trial[k] = Math.min(Math.max(next, lower[k]), upper[k]);
            double row = gradient[k] + .5 * matrix[k][k] * step[k];
            for (int l = 0; l < k; l++) {
                row += matrix[k][l] * step[l];
            }
            predicted -= row * step[k];
        }
        return predicted;
    }

    private int collect() {
        int count = 0;
        for (int k = 0; k < d; k++) {
            if (!holding[k]) {
                index[count++] = k;
            }
        }
        return count;
    }

    private boolean factorise(double[][] matrix, int count, double damping) {
        for (int a = 0; a < count; a++) {
            int k = index[a];
            for (int b = 0; b < a; b++) {
                int l = index[b];
                factor[a][b] = matrix[k][l] * (inverse[k] * inverse[l]);
            }
            factor[a][a] = matrix[k][k] * (inverse[k] * inverse[k]) + damping;
        }
        return SolverCholesky.factor(factor, count);
    }

    private static double entry(double[][] matrix, int k, int l) {
        return k >= l ? matrix[k][l] : matrix[l][k];
    }
}
