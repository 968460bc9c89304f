package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.Basis;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

import java.util.Arrays;
import java.util.List;

/// A law one of whose parameters is held at a value v in the user's units while the others move in
/// the solver's. There the held one is p_k = v·exp(ℓ), ℓ the logarithm of the factor by which the
/// change of units multiplies it: −α·ln u for A of A·x^−α, so that A stays where it is while α
/// moves, and the problem stays as well conditioned as with A free.
///
/// With bⱼ = ∂ℓ/∂pⱼ, ℓ linear in the parameters: ∂p_k/∂pⱼ = p_k·bⱼ and ∂²p_k/∂pⱼ∂p_l = p_k·bⱼ·b_l.
final class PinnedLaw implements ScalingLaw {

    private static final double STEP = 1e-3;

    private final Problem problem;
    private final ScalingLaw law;
    private final int k;
    private final double[] slope;
    private final double[] full;
    private final double[] value;
    private final double[][] plain;
    private final double[][] second;
    private double pinned;

    /// @param at a point in the solver's units, about which the factor is looked at
    PinnedLaw(Problem problem, int k, double[] at) {
        this.problem = problem;
        this.k = k;
        law = problem.law;
        int d = problem.d;
        full = at.clone();
        slope = new double[d];
        value = new double[problem.n];
        plain = new double[d][problem.n];
        second = new double[d][d];
        pinned = 1;
        double middle = Math.log(held(full));
        for (int j = 0; j < d; j++) {
            double[] moved = at.clone();
            double h = STEP * Math.max(1, Math.abs(at[j]));
            moved[j] += h;
            slope[j] = j == k ? 0 : (Math.log(held(moved)) - middle) / h;
            if (Math.abs(slope[j]) < 1e-9) {
                slope[j] = 0;
            }
        }
    }

    /// Whether the held parameter moves with the others at all.
    boolean moves() {
        return Arrays.stream(slope).anyMatch(b -> b != 0);
    }

    void pin(double v) {
        pinned = v;
    }

    /// The held parameter in the solver's units, the others given there.
    double held(double[] p) {
        double[] outside = p.clone();
        outside[k] = 1;
        problem.outward(outside);
        outside[k] = pinned;
        problem.inward(outside);
        return outside[k];
    }

    private double[] filled(double[] p) {
        System.arraycopy(p, 0, full, 0, full.length);
        full[k] = held(p);
        return full;
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] values, double[][] jacobian) {
        law.evaluate(filled(p), sizes, values, jacobian);
        double[] column = jacobian[k];
        for (int j = 0; j < slope.length; j++) {
            double factor = full[k] * slope[j];
            if (factor != 0) {
                for (int i = 0; i < sizes.count(); i++) {
                    jacobian[j][i] += factor * column[i];
                }
            }
        }
        Arrays.fill(column, 0, sizes.count(), 0);
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        law.evaluate(filled(p), sizes, value, plain);
        for (double[] row : second) {
            Arrays.fill(row, 0);
        }
        if (!law.addSecondDerivatives(full, sizes, plain, weight, second)) {
            return false;
        }
        double pull = SolverCholesky.dot(weight, plain[k], sizes.count());
        double held = full[k];
        for (int j = 0; j < slope.length; j++) {
            for (int l = 0; l <= j; l++) {
                if (j == k || l == k) {
                    continue;
                }
                double bj = held * slope[j];
                double bl = held * slope[l];
                hessian[j][l] +=
                        second[j][l]
                                + entry(j) * bl
                                + entry(l) * bj
                                + second[k][k] * bj * bl
                                + pull * bj * slope[l];
            }
        }
        return true;
    }

    private double entry(int j) {
        return j >= k ? second[j][k] : second[k][j];
    }

    @Override
    public double value(double[] p, double[] x) {
        return law.value(filled(p), x);
    }

    @Override
    public String id() {
        return law.id();
    }

    @Override
    public String title() {
        return law.title();
    }

    @Override
    public String formula() {
        return law.formula();
    }

    @Override
    public String source() {
        return law.source();
    }

    @Override
    public List<LawVariable> variables() {
        return law.variables();
    }

    @Override
    public List<LawParameter> parameters() {
        return law.parameters();
    }

    @Override
    public Objective defaultObjective() {
        return law.defaultObjective();
    }

    @Override
    public List<Basis> basis() {
        return law.basis();
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        return law.sizeReaching(target, variable, filled(p), x);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return law.limit(variable, filled(p), x);
    }
}
