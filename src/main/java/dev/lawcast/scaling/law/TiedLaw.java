package dev.lawcast.scaling.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One law for several groups at once: some parameters are shared by all groups, each of the others
/// is there once for every group, named `E[group]`.
///
/// Parameters keep the order of the base law; those of a parameter that is not shared stand
/// together, in the order of the groups. Variables are those of the base law and, last, the label
/// `group`. Given the nonlinear parameters the law is linear in the same ones as its base.
///
/// The base law is evaluated on the rows of each group apart. The rows' groups and the space for
/// that are kept per thread for the sizes seen last, so that a solver's iterations allocate nothing.
public final class TiedLaw implements ScalingLaw {

    /// Up to so many nonlinear parameters the product of their ranges is searched. More are found
    /// from the groups one by one.
    private static final int SEARCHED = 4;

    private final ScalingLaw base;
    private final Labels labels;
    private final boolean[] shared;
    private final List<LawVariable> variables;
    private final List<LawParameter> parameters;
    private final int group;
    private final boolean rescales;

    /// `index[g][k]`: where parameter k of the base law stands for group g.
    private final int[][] index;

    private final ThreadLocal<Workspace> workspace = new ThreadLocal<>();

    /// @param base a law without labels
    /// @param shared names of parameters of the base law
    /// @param groups at least one, distinct
    /// @throws IllegalArgumentException for a shared name that is no parameter, for a base with
    ///   labels, and for no groups
    public TiedLaw(ScalingLaw base, Collection<String> shared, List<String> groups) {
        this.base = base;
        labels = new Labels(base.id(), new LawForm(0, groups).labels());
        List<LawParameter> own = base.parameters();
        check(base, own, shared, groups);
        this.shared = new boolean[own.size()];
        index = new int[groups.size()][own.size()];
        var all = new ArrayList<LawParameter>();
        for (int k = 0; k < own.size(); k++) {
            LawParameter parameter = own.get(k);
            this.shared[k] = shared.contains(parameter.name());
            for (int g = 0; g < groups.size(); g++) {
                index[g][k] = this.shared[k] ? all.size() : all.size() + g;
            }
            if (this.shared[k]) {
                all.add(parameter);
            } else {
                groups.forEach(g -> all.add(named(parameter, Labels.of(parameter.name(), g))));
            }
        }
        parameters = List.copyOf(all);
        group = base.variables().size();
        var withGroup = new ArrayList<LawVariable>(base.variables());
        withGroup.add(
                LawVariable.label(
                        "group",
                        List.of("group", "pool"),
                        "What has parameters of its own, such as an architecture."));
        variables = List.copyOf(withGroup);
        rescales = base.rescales() && movesTogether();
    }

    private static void check(
            ScalingLaw base,
            List<LawParameter> own,
            Collection<String> shared,
            List<String> groups) {
        if (groups.isEmpty()) {
            throw new IllegalArgumentException(
                    "Law '%s' is tied over no groups".formatted(base.id()));
        }
        List<String> names = own.stream().map(LawParameter::name).toList();
        for (String name : shared) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "Law '%s' has no parameter '%s' to share, it has %s"
                                .formatted(base.id(), name, String.join(", ", names)));
            }
        }
        for (LawVariable variable : base.variables()) {
            if (variable.kind() == LawVariable.Kind.LABEL) {
                throw new IllegalArgumentException(
                        "Law '%s' has parameters for each '%s' already and cannot be tied"
                                .formatted(base.id(), variable.name()));
            }
        }
    }

    private static LawParameter named(LawParameter of, String name) {
        return new LawParameter(
                name, of.unit(), of.meaning(), of.lower(), of.upper(), of.linear(), of.search());
    }

    /// Whether a change of units moves a shared parameter by the same factor in every group: not
    /// that of a shared coefficient whose exponent is each group's own.
    private boolean movesTogether() {
        double[] unit = new double[group];
        Arrays.fill(unit, 2);
        double[] one = new double[shared.length];
        double[] other = new double[shared.length];
        for (int k = 0; k < shared.length; k++) {
            one[k] = 1.25;
            other[k] = shared[k] ? 1.25 : 1.5 + .125 * k;
        }
        base.rescale(one, unit);
        base.rescale(other, unit);
        for (int k = 0; k < shared.length; k++) {
            if (shared[k] && one[k] != other[k]) {
                return false;
            }
        }
        return true;
    }

    public ScalingLaw base() {
        return base;
    }

    public List<String> groups() {
        return labels.names();
    }

    /// Names of the parameters that all groups share.
    public Set<String> shared() {
        var names = new java.util.LinkedHashSet<String>();
        for (int k = 0; k < shared.length; k++) {
            if (shared[k]) {
                names.add(base.parameters().get(k).name());
            }
        }
        return names;
    }

    /// Where parameter k of the base law stands for group g.
    public int index(int g, int k) {
        return index[g][k];
    }

    /// The parameters of one group, in the order of the base law.
    public double[] of(int g, double[] p) {
        double[] own = new double[shared.length];
        gather(g, p, own);
        return own;
    }

    private void gather(int g, double[] p, double[] into) {
        for (int k = 0; k < into.length; k++) {
            into[k] = p[index[g][k]];
        }
    }

    @Override
    public String id() {
        return base.id();
    }

    @Override
    public String title() {
        return base.title() + ", groups tied";
    }

    @Override
    public String formula() {
        return base.formula();
    }

    @Override
    public String source() {
        return base.source();
    }

    @Override
    public List<LawVariable> variables() {
        return variables;
    }

    @Override
    public List<LawParameter> parameters() {
        return parameters;
    }

    @Override
    public Objective defaultObjective() {
        return base.defaultObjective();
    }

    @Override
    public double value(double[] p, double[] x) {
        return base.value(of(labels.index(x[group]), p), Arrays.copyOf(x, group));
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        Workspace space = workspace(sizes);
        for (double[] column : jacobian) {
            Arrays.fill(column, 0, sizes.count(), 0);
        }
        for (int g = 0; g < labels.count(); g++) {
            Part part = space.parts[g];
            gather(g, p, space.p);
            base.evaluate(space.p, part.sizes, space.value, space.jacobian);
            scatter(part.rows, space.value, value);
            for (int k = 0; k < shared.length; k++) {
                scatter(part.rows, space.jacobian[k], jacobian[index[g][k]]);
            }
        }
    }

    private static void scatter(int[] rows, double[] from, double[] into) {
        for (int i = 0; i < rows.length; i++) {
            into[rows[i]] = from[i];
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        Workspace space = workspace(sizes);
        for (int g = 0; g < labels.count(); g++) {
            Part part = space.parts[g];
            gather(g, p, space.p);
            for (int i = 0; i < part.rows.length; i++) {
                space.value[i] = weight[part.rows[i]];
                for (int k = 0; k < shared.length; k++) {
                    space.jacobian[k][i] = jacobian[index[g][k]][part.rows[i]];
                }
            }
            for (double[] row : space.hessian) {
                Arrays.fill(row, 0);
            }
            if (!base.addSecondDerivatives(
                    space.p, part.sizes, space.jacobian, space.value, space.hessian)) {
                return false; // the first group's answer: nothing was added yet
            }
            for (int k = 0; k < shared.length; k++) {
                for (int l = 0; l <= k; l++) {
                    int row = Math.max(index[g][k], index[g][l]);
                    hessian[row][Math.min(index[g][k], index[g][l])] += space.hessian[k][l];
                }
            }
        }
        return true;
    }

    /// The rows of one group.
    private record Part(int[] rows, Sizes sizes) {}

    private record Workspace(
            Sizes sizes,
            Part[] parts,
            double[] p,
            double[] value,
            double[][] jacobian,
            double[][] hessian) {}

    private Workspace workspace(Sizes sizes) {
        Workspace last = workspace.get();
        if (last != null && last.sizes == sizes) {
            return last;
        }
        Part[] parts = new Part[labels.count()];
        int most = 0;
        for (int g = 0; g < parts.length; g++) {
            int[] rows = rows(sizes, g);
            parts[g] = new Part(rows, part(sizes, rows));
            most = Math.max(most, rows.length);
        }
        int d = shared.length;
        var fresh =
                new Workspace(
                        sizes,
                        parts,
                        new double[d],
                        new double[most],
                        new double[d][most],
                        new double[d][d]);
        workspace.set(fresh);
        return fresh;
    }

    private int[] rows(Sizes sizes, int g) {
        double[] code = sizes.x()[group];
        int[] rows = new int[sizes.count()];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            if (labels.index(code[i]) == g) {
                rows[count++] = i;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    private Sizes part(Sizes sizes, int[] rows) {
        double[][] x = new double[group][rows.length];
        double[][] logarithms = new double[group][rows.length];
        for (int j = 0; j < group; j++) {
            for (int i = 0; i < rows.length; i++) {
                x[j][i] = sizes.x()[j][rows[i]];
                logarithms[j][i] = sizes.logarithms()[j][rows[i]];
            }
        }
        return new Sizes(x, logarithms, rows.length);
    }

    @Override
    public boolean searched() {
        return parameters.stream().filter(p -> !p.linear()).count() <= SEARCHED;
    }

    @Override
    public boolean rescales() {
        return rescales;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        double[] units = Arrays.copyOf(unit, group);
        double[] q = p.clone();
        for (int g = 0; g < labels.count(); g++) {
            double[] own = of(g, q);
            base.rescale(own, units);
            for (int k = 0; k < own.length; k++) {
                p[index[g][k]] = own[k];
            }
        }
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        labels.requireSize(variable, group);
        return base.sizeReaching(
                target, variable, of(labels.index(x[group]), p), Arrays.copyOf(x, group));
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        labels.requireSize(variable, group);
        return base.limit(variable, of(labels.index(x[group]), p), Arrays.copyOf(x, group));
    }

    @Override
    public Optional<Allocation> allocate(double[] p, double flops, double flopsPerUnit) {
        return Optional.empty(); // every group has an optimum of its own: ask the base law
    }

    @Override
    public List<DerivedQuantity> derived() {
        var all = new ArrayList<DerivedQuantity>();
        for (DerivedQuantity quantity : base.derived()) {
            for (int g = 0; g < labels.count(); g++) {
                int of = g;
                all.add(
                        new DerivedQuantity(
                                Labels.of(quantity.name(), labels.names().get(g)),
                                quantity.unit(),
                                quantity.meaning(),
                                p -> quantity.value().applyAsDouble(of(of, p))));
            }
        }
        return List.copyOf(all);
    }
}
