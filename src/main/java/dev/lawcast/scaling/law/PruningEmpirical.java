package dev.lawcast.scaling.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// L = E_f + A_f·P^−ν_f: a power law of its own for each kept fraction f of the data.
///
/// - P training examples that are kept, f fraction that is kept, a label
/// - E_f irreducible part, A_f reducible part at P = 1, ν_f exponent
///
/// Of T examples in all, P = f·T are kept: the least L(f·T, f) is the best that pruning gives.
///
/// Sorscher et al. 2022, *Beyond neural scaling laws: beating power law scaling via data pruning*,
/// arXiv 2206.14486.
public final class PruningEmpirical extends DescribedLaw {

    private static final int E = 0;
    private static final int A = 1;
    private static final int NU = 2;
    private static final int PER_FRACTION = 3;
    private static final int P = 0;
    private static final int FRACTION = 1;

    private final Labels labels;
    private final int fractions;
    private final List<String> names;

    PruningEmpirical() {
        this(List.of("f"));
    }

    private PruningEmpirical(List<String> fractions) {
        super(
                "pruning_empirical",
                "Pruned data, a curve for each kept fraction",
                "L(P, f) = E_f + A_f\\,P^{-\\nu_f}",
                "Sorscher et al. 2022, Beyond neural scaling laws: beating power law scaling via"
                        + " data pruning, arXiv:2206.14486",
                Objective.LOG_SQUARED,
                List.of(
                        new LawVariable(
                                "P",
                                List.of("samples", "tokens", "unique_samples", "unique_tokens"),
                                "samples",
                                "Training examples that are kept."),
                        LawVariable.label(
                                "f",
                                List.of("keep_fraction", "group"),
                                "The fraction of the data that is kept.")),
                parameters(fractions));
        labels = new Labels("pruning_empirical", fractions);
        this.fractions = fractions.size();
        names = List.copyOf(fractions);
    }

    private static List<LawParameter> parameters(List<String> fractions) {
        List<LawParameter> parameters = new ArrayList<>();
        for (String fraction : fractions) {
            String where = " at kept fraction " + fraction + ".";
            parameters.add(
                    Quantities.coefficient(
                            Labels.of("E", fraction), "metric", "The irreducible part" + where));
            parameters.add(
                    Quantities.coefficient(
                            Labels.of("A", fraction),
                            "metric·P^nu",
                            "The reducible part at P = 1" + where));
            parameters.add(
                    LawParameter.exponent(
                            Labels.of("nu", fraction),
                            "How fast the reducible part falls" + where));
        }
        return parameters;
    }

    @Override
    public ScalingLaw in(LawForm form) {
        return form.labels().isEmpty() ? this : new PruningEmpirical(form.labels());
    }

    private int first(double code) {
        return PER_FRACTION * labels.index(code);
    }

    @Override
    public double value(double[] p, double[] x) {
        int at = first(x[FRACTION]);
        return p[at + E] + p[at + A] * Math.pow(x[P], -p[at + NU]);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] ln = sizes.logarithms()[P];
        for (double[] column : jacobian) {
            Arrays.fill(column, 0, sizes.count(), 0);
        }
        for (int i = 0; i < sizes.count(); i++) {
            int at = first(sizes.x()[FRACTION][i]);
            double power = Math.exp(-p[at + NU] * ln[i]);
            double reducible = p[at + A] * power;
            value[i] = p[at + E] + reducible;
            jacobian[at + E][i] = 1;
            jacobian[at + A][i] = power;
            jacobian[at + NU][i] = -ln[i] * reducible;
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        for (int at = 0; at < p.length; at += PER_FRACTION) {
            PowerTerm.addSecondDerivatives(sizes, P, jacobian, at + A, at + NU, weight, hessian);
        }
        return true;
    }

    /// The fractions share nothing, so each exponent is searched alone.
    @Override
    public List<double[]> starts(Sizes all, double[] metric) {
        double[] start = new double[PER_FRACTION * fractions];
        for (int f = 0; f < fractions; f++) {
            alone(all, metric, f, start);
        }
        return List.of(start);
    }

    private void alone(Sizes all, double[] metric, int fraction, double[] start) {
        int at = PER_FRACTION * fraction;
        int[] rows = new int[metric.length];
        int n = 0;
        for (int i = 0; i < metric.length; i++) {
            if (first(all.x()[FRACTION][i]) == at) {
                rows[n++] = i;
            }
        }
        double[][] columns = new double[2][n];
        double[] y = new double[n];
        double[] weight = new double[n];
        for (int i = 0; i < n; i++) {
            columns[0][i] = 1;
            y[i] = metric[rows[i]];
            weight[i] = y[i] > 0 ? 1 / (y[i] * y[i]) : 1;
        }
        double least = Double.POSITIVE_INFINITY;
        start[at + NU] = .5;
        for (double nu = .02; nu < 6; nu *= 1.3) {
            for (int i = 0; i < n; i++) {
                columns[1][i] = Math.exp(-nu * all.logarithms()[P][rows[i]]);
            }
            double[] c = LeastSquares.solve(columns, y, weight, new boolean[] {true, true});
            double misfit = 0;
            for (int i = 0; i < n; i++) {
                double error = c[0] + c[1] * columns[1][i] - y[i];
                misfit += weight[i] * error * error;
            }
            if (misfit < least) {
                least = misfit;
                start[at + E] = c[0];
                start[at + A] = c[1];
                start[at + NU] = nu;
            }
        }
    }

    @Override
    public boolean rescales() {
        return true;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        for (int at = 0; at < p.length; at += PER_FRACTION) {
            p[at + A] *= Math.pow(unit[P], -p[at + NU]);
        }
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        labels.requireSize(variable, FRACTION);
        int at = first(x[FRACTION]);
        return PowerTerm.sizeReaching(target - p[at + E], p[at + A], p[at + NU]);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        labels.requireSize(variable, FRACTION);
        int at = first(x[FRACTION]);
        return p[at + E] + PowerTerm.limit(p[at + A], p[at + NU]);
    }

    /// The kept fractions in the order of their codes, as the runs name them.
    public List<String> fractions() {
        return names;
    }
}
