package dev.lawcast.scaling.law;

import java.util.ArrayList;
import java.util.List;

/// y = d + exp(ē), the error after n samples of a pool of U distinct ones, of which each epoch is
/// worth less than the one before.
///
/// For one pool ē = b·(ln a + X(n, U; τ)) with X the logarithm of what n samples are worth, in units
/// of s = 1e5 samples; the laws of this kind differ in X only. For a union of p pools of the same
/// size, U now the distinct samples of all together, each pool's samples come back p times less
/// often: ē = mean_i b_i·(ln a + X(n, U; p·τ_i)).
///
/// - a shared by all pools, d ≥ 0 what no data improve; b[pool] < 0 how fast the error falls, τ[pool]
///   epochs after which a sample is worth half
///
/// With repetition y has a floor above d however long one trains.
///
/// Goyal, Maini, Lipton, Raghunathan and Kolter 2024, *Scaling Laws for Data Filtering*, arXiv
/// 2404.07177.
public abstract class PoolLaw implements ScalingLaw {

    /// Samples in which a is measured.
    static final double S = 1e5;

    static final double LN2 = Math.log(2);

    /// A weight of 2^−60 changes no double.
    static final double NOTHING = 60;

    /// Of the variables.
    public static final int SAMPLES = 0;

    public static final int UNIQUE = 1;
    public static final int POOL = 2;

    private static final int D = 0;
    private static final int A = 1;
    private static final int B = 2;

    private static final int HALVINGS = 200;
    private static final double FARTHEST = 690;

    private static final List<LawVariable> VARIABLES =
            List.of(
                    new LawVariable(
                            "n", List.of("samples", "tokens"), "samples", "Samples seen."),
                    new LawVariable(
                            "U",
                            List.of("unique_samples", "unique_tokens"),
                            "samples",
                            "Distinct samples of the pool, or of all pools of a union."),
                    LawVariable.label(
                            "pool",
                            List.of("pool", "group"),
                            "The pool, or a union of pools of the same size."));

    final Labels labels;
    private final List<LawParameter> parameters;

    PoolLaw(String id, List<String> pools) {
        labels = new Labels(id, pools);
        var all = new ArrayList<LawParameter>();
        all.add(
                LawParameter.linear(
                        "d",
                        "metric",
                        "The part that no data improve, shared by all pools.",
                        0,
                        Double.POSITIVE_INFINITY));
        all.add(
                LawParameter.nonlinear(
                        "a",
                        "1/1e5 samples",
                        "How much 1e5 samples count, shared by all pools.",
                        0,
                        Double.POSITIVE_INFINITY,
                        new LawParameter.Search(1e-3, 1e6, LawParameter.Search.Spacing.LOGARITHMIC)));
        for (String pool : pools) {
            all.add(
                    LawParameter.nonlinear(
                            Labels.of("b", pool),
                            "1",
                            "Utility of this pool: the error falls as samples^b.",
                            -10,
                            0,
                            new LawParameter.Search(-2, 0, LawParameter.Search.Spacing.LINEAR)));
        }
        for (String pool : pools) {
            all.add(
                    LawParameter.nonlinear(
                            Labels.of("tau", pool),
                            "epochs",
                            "Epochs after which a sample of this pool is worth half.",
                            .05,
                            200,
                            new LawParameter.Search(
                                    .05, 200, LawParameter.Search.Spacing.LOGARITHMIC)));
        }
        parameters = List.copyOf(all);
    }

    /// Writes X(n, U; τ) to `x[i]` and ∂X/∂τ to `slope[i]`.
    abstract void worth(double n, double unique, double tau, double[] x, double[] slope, int i);

    /// ∂²X/∂τ².
    abstract double bend(double n, double unique, double tau);

    /// X as n → ∞.
    abstract double mostWorth(double unique, double tau);

    public final List<String> pools() {
        return labels.names();
    }

    /// Index of b of a pool among the parameters.
    public final int utility(int pool) {
        return B + pool;
    }

    /// A point with the distinct samples of one pool in place of those of the union.
    public final double[] alone(double[] x) {
        double[] alone = x.clone();
        alone[UNIQUE] /= Long.bitCount(labels.members(x[POOL]));
        return alone;
    }

    private int halfLife(int pool) {
        return B + labels.count() + pool;
    }

    @Override
    public final List<LawVariable> variables() {
        return VARIABLES;
    }

    @Override
    public final List<LawParameter> parameters() {
        return parameters;
    }

    @Override
    public final Objective defaultObjective() {
        return Objective.LOG_SQUARED;
    }

    @Override
    public final List<Basis> basis() {
        return List.of(new Basis.One());
    }

    /// False: s is a number of samples.
    @Override
    public final boolean rescales() {
        return false;
    }

    @Override
    public final double value(double[] p, double[] x) {
        double[] worth = new double[1];
        double[] slope = new double[1];
        long members = labels.members(x[POOL]);
        int count = Long.bitCount(members);
        double exponent = 0;
        for (long rest = members; rest != 0; rest &= rest - 1) {
            int pool = Long.numberOfTrailingZeros(rest);
            worth(x[SAMPLES], x[UNIQUE], count * p[halfLife(pool)], worth, slope, 0);
            exponent += p[B + pool] / count * (Math.log(p[A]) + worth[0]);
        }
        return p[D] + Math.exp(exponent);
    }

    @Override
    public final void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] n = sizes.x()[SAMPLES];
        double[] unique = sizes.x()[UNIQUE];
        double[] code = sizes.x()[POOL];
        double lnA = Math.log(p[A]);
        for (int k = B; k < p.length; k++) {
            java.util.Arrays.fill(jacobian[k], 0, sizes.count(), 0);
        }
        for (int i = 0; i < sizes.count(); i++) {
            long members = labels.members(code[i]);
            int count = Long.bitCount(members);
            double exponent = 0;
            double utility = 0;
            // X and its slope wait in the columns of b and τ until the exponent is known
            for (long rest = members; rest != 0; rest &= rest - 1) {
                int pool = Long.numberOfTrailingZeros(rest);
                double[] x = jacobian[B + pool];
                double[] slope = jacobian[halfLife(pool)];
                worth(n[i], unique[i], count * p[halfLife(pool)], x, slope, i);
                double b = p[B + pool] / count;
                exponent += b * (lnA + x[i]);
                utility += b;
            }
            double reducible = Math.exp(exponent);
            for (long rest = members; rest != 0; rest &= rest - 1) {
                int pool = Long.numberOfTrailingZeros(rest);
                jacobian[halfLife(pool)][i] *= reducible * p[B + pool];
                jacobian[B + pool][i] = reducible * (lnA + jacobian[B + pool][i]) / count;
            }
            value[i] = p[D] + reducible;
            jacobian[D][i] = 1;
            jacobian[A][i] = reducible * utility / p[A];
        }
    }

    /// With P = exp(ē): ∂²y/∂u∂v = P·(ē_u·ē_v + ē_uv), and ē_uv is 0 but for −Σb/(p·a²) (a, a), 1/(p·a)
    /// (a, b), X′ (b, τ) and p·b·X″ (τ, τ).
    @Override
    public final boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        double[] x = new double[1];
        double[] slope = new double[1];
        for (int i = 0; i < sizes.count(); i++) {
            double n = sizes.x()[SAMPLES][i];
            double unique = sizes.x()[UNIQUE][i];
            long members = labels.members(sizes.x()[POOL][i]);
            int count = Long.bitCount(members);
            double exponent = 0;
            double utility = 0;
            for (long rest = members; rest != 0; rest &= rest - 1) {
                int pool = Long.numberOfTrailingZeros(rest);
                worth(n, unique, count * p[halfLife(pool)], x, slope, 0);
                exponent += p[B + pool] / count * (Math.log(p[A]) + x[0]);
                utility += p[B + pool] / count;
            }
            double reducible = Math.exp(exponent);
            double w = weight[i] * reducible;
            double scale = weight[i] / reducible;
            double byA = jacobian[A][i];
            hessian[A][A] += scale * byA * byA - w * utility / (p[A] * p[A]);
            for (long rest = members; rest != 0; rest &= rest - 1) {
                int pool = Long.numberOfTrailingZeros(rest);
                int b = B + pool;
                int t = halfLife(pool);
                double tau = count * p[t];
                worth(n, unique, tau, x, slope, 0);
                hessian[b][A] += scale * jacobian[b][i] * byA + w / (count * p[A]);
                hessian[t][A] += scale * jacobian[t][i] * byA;
                hessian[t][b] += w * slope[0];
                hessian[t][t] += w * count * p[b] * bend(n, unique, tau);
                for (long others = members; others != 0; others &= others - 1) {
                    int other = Long.numberOfTrailingZeros(others);
                    hessian[t][B + other] += scale * jacobian[t][i] * jacobian[B + other][i];
                    if (other <= pool) {
                        hessian[b][B + other] += scale * jacobian[b][i] * jacobian[B + other][i];
                        int s = halfLife(other);
                        hessian[t][s] += scale * jacobian[t][i] * jacobian[s][i];
                    }
                }
            }
        }
        return true;
    }

    @Override
    public final boolean searched() {
        return false;
    }

    @Override
    public final List<double[]> starts(Sizes sizes, double[] y) {
        return PoolStarts.of(this, sizes, y);
    }

    @Override
    public final double sizeReaching(double target, int variable, double[] p, double[] x) {
        labels.requireSize(variable, POOL);
        double limit = limit(variable, p, x);
        double[] at = x.clone();
        at[variable] = Math.exp(-FARTHEST);
        double most = value(p, at);
        if (limit == most) {
            return Double.NaN;
        }
        if (target <= limit) {
            return Double.POSITIVE_INFINITY;
        }
        double low = -FARTHEST;
        double high = FARTHEST;
        for (int i = 0; i < HALVINGS && high - low > 1e-14; i++) {
            double middle = .5 * (low + high);
            at[variable] = Math.exp(middle);
            if (value(p, at) <= target) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low == -FARTHEST ? 0 : high == FARTHEST ? Double.POSITIVE_INFINITY : Math.exp(high);
    }

    /// Under repetition as n grows, without it as U grows.
    @Override
    public final double limit(int variable, double[] p, double[] x) {
        labels.requireSize(variable, POOL);
        if (variable == UNIQUE) {
            double[] fresh = x.clone();
            fresh[UNIQUE] = fresh[SAMPLES];
            return value(p, fresh);
        }
        long members = labels.members(x[POOL]);
        int count = Long.bitCount(members);
        double exponent = 0;
        for (long rest = members; rest != 0; rest &= rest - 1) {
            int pool = Long.numberOfTrailingZeros(rest);
            double most = mostWorth(x[UNIQUE], count * p[halfLife(pool)]);
            exponent += p[B + pool] / count * (Math.log(p[A]) + most);
        }
        return p[D] + Math.exp(exponent);
    }
}
