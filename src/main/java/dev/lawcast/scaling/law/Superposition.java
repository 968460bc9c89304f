package dev.lawcast.scaling.law;

import java.util.ArrayList;
import java.util.List;

/// L_g = C·m^−α + L_g: what superposition of features costs a model of width m, the same for every
/// group g (a model family on a data set), above an offset of the group's own.
///
/// - m width (dimension of the hidden state), α exponent, C the cost at m = 1
/// - `L[g]` what remains of group g at infinite width
///
/// Strong superposition gives α ≈ 1 for any flat enough spectrum of feature frequencies; weak
/// superposition gives α = a − 1 for frequencies ∝ i^−a. One exponent shared by all groups is the
/// claim of the paper; [TiedLaw] lets it vary.
///
/// Liu, Liu and Gore 2025, *Superposition Yields Robust Neural Scaling*, arXiv 2505.10465.
public final class Superposition implements ScalingLaw {

    private static final int C = 0;
    private static final int ALPHA = 1;
    private static final int OFFSETS = 2;
    private static final int M = 0;
    private static final int GROUP = 1;

    private static final List<LawVariable> VARIABLES =
            List.of(
                    new LawVariable("m", List.of("width", "other"), "1", "Width of the model."),
                    LawVariable.label(
                            "group",
                            List.of("group", "pool"),
                            "What has an offset of its own, such as a model family on a data set."));

    private final Labels labels;
    private final List<LawParameter> parameters;
    private final List<Basis> basis;

    /// The law before it meets data, with one group that stands for all: `L[group]`.
    public Superposition() {
        this(List.of("group"));
    }

    private Superposition(List<String> names) {
        labels = new Labels("superposition", names);
        var all = new ArrayList<LawParameter>();
        all.add(
                LawParameter.linear(
                        "C",
                        "metric·m^alpha",
                        "Cost of a finite width at m = 1; it moves with alpha.",
                        0,
                        Double.POSITIVE_INFINITY));
        all.add(LawParameter.exponent("alpha", "How fast that cost falls with width."));
        var functions = new ArrayList<Basis>();
        functions.add(new Basis.Power(M, ALPHA));
        for (String name : names) {
            all.add(
                    LawParameter.linear(
                            Labels.of("L", name),
                            "metric",
                            "What remains of this group at infinite width.",
                            0,
                            Double.POSITIVE_INFINITY));
            functions.add(new Basis.Other());
        }
        parameters = List.copyOf(all);
        basis = List.copyOf(functions);
    }

    @Override
    public ScalingLaw in(LawForm form) {
        return form.labels().isEmpty() ? this : new Superposition(form.labels());
    }

    @Override
    public String id() {
        return "superposition";
    }

    @Override
    public String title() {
        return "Superposition: width, with an offset for each group";
    }

    @Override
    public String formula() {
        return "L(m, group) = C\\,m^{-\\alpha} + L_{group}";
    }

    @Override
    public String source() {
        return "Liu, Liu and Gore 2025, Superposition Yields Robust Neural Scaling,"
                + " arXiv:2505.10465";
    }

    @Override
    public List<LawVariable> variables() {
        return VARIABLES;
    }

    @Override
    public List<LawParameter> parameters() {
        return parameters;
    }

    @Override
    public Objective defaultObjective() {
        return Objective.LOG_SQUARED;
    }

    @Override
    public List<Basis> basis() {
        return basis;
    }

    @Override
    public double value(double[] p, double[] x) {
        return p[C] * Math.pow(x[M], -p[ALPHA]) + p[OFFSETS + labels.index(x[GROUP])];
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] ln = sizes.logarithms()[M];
        double[] code = sizes.x()[GROUP];
        for (int k = OFFSETS; k < p.length; k++) {
            java.util.Arrays.fill(jacobian[k], 0, sizes.count(), 0);
        }
        for (int i = 0; i < sizes.count(); i++) {
            int offset = OFFSETS + labels.index(code[i]);
            double power = Math.exp(-p[ALPHA] * ln[i]);
            double cost = p[C] * power;
            value[i] = cost + p[offset];
            jacobian[C][i] = power;
            jacobian[ALPHA][i] = -ln[i] * cost;
            jacobian[offset][i] = 1;
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        PowerTerm.addSecondDerivatives(sizes, M, jacobian, C, ALPHA, weight, hessian);
        return true;
    }

    @Override
    public boolean rescales() {
        return true;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        p[C] *= Math.pow(unit[M], -p[ALPHA]);
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        labels.requireSize(variable, GROUP);
        return PowerTerm.sizeReaching(
                target - p[OFFSETS + labels.index(x[GROUP])], p[C], p[ALPHA]);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        labels.requireSize(variable, GROUP);
        return p[OFFSETS + labels.index(x[GROUP])] + PowerTerm.limit(p[C], p[ALPHA]);
    }
}
