package dev.lawcast.scaling.formula;

import dev.lawcast.scaling.formula.Graph.Kind;
import dev.lawcast.scaling.law.Basis;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A law that is typed as text, such as `E + A*N^(-alpha) + B*D^(-beta)`: numbers, names, `pi`,
/// `+ - * / ^`, parentheses, exp, log, sqrt, sin, cos, atan, min and max. Names that are no variable
/// are parameters. Derivatives are exact, to the second order; linear parameters are found.
///
/// Parameters may have either sign unless they are bounded. Powers with whole numbers are products
/// and take any base; other powers of a base below 0 are not a number.
public final class FormulaLaw implements ScalingLaw {

    public static final int MOST_PARAMETERS = 24;

    private static final double USUAL_EXPONENT = .3;

    private final String text;
    private final String latex;
    private final List<LawVariable> variables;
    private final List<LawParameter> parameters;
    private final List<Basis> basis;
    private final FormulaModel model;
    private final Tape alone;
    private final Tape first;
    private final Tape second;

    /// The pairs of parameters, k·count + l, of the outputs of `second`.
    private final int[] pairs;

    private final ThreadLocal<double[]> sums;
    private final FormulaStarts starts;

    /// What a parameter may be; ±∞ for an open side.
    public record Bounds(double lower, double upper) {}

    private FormulaLaw(
            String text,
            String latex,
            List<LawVariable> variables,
            List<LawParameter> parameters,
            List<Basis> basis,
            FormulaModel model) {
        this.text = text;
        this.latex = latex;
        this.variables = variables;
        this.parameters = parameters;
        this.basis = basis;
        this.model = model;
        starts = new FormulaStarts(model, parameters, variables.size());
        int count = parameters.size();
        alone = new Tape(model.graph(), new int[] {model.value()}, new int[0]);
        int[] outputs = new int[count + 1];
        System.arraycopy(model.gradient(), 0, outputs, 1, count);
        outputs[0] = model.value();
        first = new Tape(model.graph(), outputs, new int[0]);
        int[] nodes = new int[count * count];
        int[] found = new int[count * count];
        int used = 0;
        for (int k = 0; k < count; k++) {
            for (int l = 0; l <= k; l++) {
                if (model.second()[k][l] != Graph.ZERO) {
                    nodes[used] = model.second()[k][l];
                    found[used++] = k * count + l;
                }
            }
        }
        pairs = java.util.Arrays.copyOf(found, used);
        second = new Tape(model.graph(), java.util.Arrays.copyOf(nodes, used), model.gradient());
        sums = ThreadLocal.withInitial(() -> new double[pairs.length]);
    }

    /// @param formula the right side only, without `L =`
    /// @param variables names; each must be in the formula
    /// @param bounds by parameter; others are free
    /// @throws FormulaException naming the column and the likely cause
    public static FormulaLaw of(
            String formula, List<String> variables, Map<String, Bounds> bounds) {
        List<LawVariable> described = new ArrayList<>();
        for (String name : variables) {
            described.add(
                    new LawVariable(name, LawVariable.ANY_SIZE, "1", "A variable of the formula."));
        }
        return ofVariables(formula, described, bounds);
    }

    /// As [#of], with what the variables are.
    public static FormulaLaw ofVariables(
            String formula, List<LawVariable> variables, Map<String, Bounds> bounds) {
        List<String> names = variables.stream().map(LawVariable::name).toList();
        checkVariables(formula, names);
        Expression expression = Parser.parse(formula, Set.copyOf(names));
        Graph graph = new Graph();
        GraphBuilder builder = new GraphBuilder(graph, names);
        int value = builder.enter(expression);
        List<String> parameters = List.copyOf(builder.parameters().keySet());
        checkParameters(formula, builder.parameters(), bounds);
        for (int j = 0; j < names.size(); j++) {
            if ((graph.variables(value) >> j & 1) == 0) {
                throw new FormulaException(
                        formula,
                        1,
                        "The formula does not depend on the variable '%s'.".formatted(names.get(j)));
            }
        }
        FormulaModel model = FormulaModel.of(graph, value, parameters.size());
        builder.parameters().forEach((name, column) -> {
            if (model.gradient()[parameters.indexOf(name)] == Graph.ZERO) {
                throw new FormulaException(
                        formula,
                        column,
                        "The parameter '%s' cancels: the formula does not depend on it."
                                .formatted(name));
            }
        });
        List<Basis> basis = model.basis();
        List<LawParameter> described = new ArrayList<>();
        for (int k = 0; k < parameters.size(); k++) {
            Bounds bound =
                    bounds.getOrDefault(
                            parameters.get(k),
                            new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
            described.add(parameter(model, basis, k, parameters.get(k), bound));
        }
        String latex = "L(" + String.join(", ", names.stream().map(Latex::name).toList()) + ") = ";
        return new FormulaLaw(
                formula,
                latex + Latex.of(expression),
                List.copyOf(variables),
                List.copyOf(described),
                basis,
                model);
    }

    private static void checkVariables(String formula, List<String> names) {
        if (names.isEmpty()) {
            throw new FormulaException(formula, 1, "The formula has no variable. Name at least one.");
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            boolean reserved = name.equals("pi") || Function.find(name).isPresent();
            if (reserved || !name.matches("[A-Za-z][A-Za-z0-9_]*")) {
                throw new FormulaException(
                        formula,
                        1,
                        "A variable cannot be called '%s': %s."
                                .formatted(
                                        name,
                                        reserved
                                                ? "that is a function or a number"
                                                : "a name is a letter, then letters, digits and '_'"));
            }
            if (!seen.add(name)) {
                throw new FormulaException(
                        formula, 1, "The variable '%s' is named twice.".formatted(name));
            }
        }
        if (names.size() > MOST_PARAMETERS) {
            throw new FormulaException(
                    formula,
                    1,
                    "There are %d variables, at most %d are taken."
                            .formatted(names.size(), MOST_PARAMETERS));
        }
    }

    private static void checkParameters(
            String formula, Map<String, Integer> parameters, Map<String, Bounds> bounds) {
        if (parameters.isEmpty()) {
            throw new FormulaException(
                    formula,
                    1,
                    "The formula has no parameter to fit: every name in it is a variable.");
        }
        if (parameters.size() > MOST_PARAMETERS) {
            String name = List.copyOf(parameters.keySet()).get(MOST_PARAMETERS);
            throw new FormulaException(
                    formula,
                    java.util.Objects.requireNonNull(parameters.get(name)),
                    "'%s' is parameter %d, a formula has at most %d."
                            .formatted(name, MOST_PARAMETERS + 1, MOST_PARAMETERS));
        }
        bounds.forEach((name, bound) -> {
            if (!parameters.containsKey(name)) {
                throw new FormulaException(
                        formula,
                        1,
                        "There are bounds for '%s', which is no parameter of the formula: it has %s."
                                .formatted(name, String.join(", ", parameters.keySet())));
            }
            if (!(bound.lower() < bound.upper())) {
                throw new FormulaException(
                        formula,
                        parameters.get(name),
                        "The bounds of '%s' are %s and %s, the lower must be below the upper."
                                .formatted(name, bound.lower(), bound.upper()));
            }
        });
    }

    private static LawParameter parameter(
            FormulaModel model, List<Basis> basis, int k, String name, Bounds bound) {
        String meaning = "A parameter of the formula.";
        if (model.isLinear(k)) {
            return LawParameter.linear(name, "1", meaning, bound.lower(), bound.upper());
        }
        return LawParameter.nonlinear(
                name, "1", meaning, bound.lower(), bound.upper(), LawParameter.Search.EXPONENT);
    }

    /// The formula as it was typed.
    public String text() {
        return text;
    }

    @Override
    public String id() {
        return "custom";
    }

    @Override
    public String title() {
        return "Custom: " + text;
    }

    @Override
    public String formula() {
        return latex;
    }

    @Override
    public String source() {
        return "Typed by the user.";
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
        return Objective.LOG_SQUARED;
    }

    @Override
    public List<Basis> basis() {
        return basis;
    }

    @Override
    public double value(double[] p, double[] x) {
        return alone.at(p, x);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        first.run(p, sizes, value, jacobian);
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        double[] sum = sums.get();
        second.sum(p, sizes, jacobian, weight, sum);
        int count = parameters.size();
        for (int o = 0; o < pairs.length; o++) {
            hessian[pairs[o] / count][pairs[o] % count] += sum[o];
        }
        return true;
    }

    @Override
    public List<double[]> starts(Sizes sizes, double[] y) {
        return rescales() ? otherSigns() : starts.of(sizes, y);
    }

    /// A formula of powers is searched by the solver with exponents > 0; these are starts for
    /// curves that rise.
    private List<double[]> otherSigns() {
        List<Integer> exponents = new ArrayList<>();
        for (int k = 0; k < parameters.size(); k++) {
            if (!parameters.get(k).linear() && parameters.get(k).lower() < 0) {
                exponents.add(k);
            }
        }
        List<double[]> found = new ArrayList<>();
        int combinations = 1 << Math.min(exponents.size(), 3);
        for (int signs = 1; signs < combinations; signs++) {
            double[] start = new double[parameters.size()];
            for (int k = 0; k < start.length; k++) {
                start[k] = parameters.get(k).linear() ? Double.NaN : USUAL_EXPONENT;
            }
            for (int e = 0; e < exponents.size(); e++) {
                if ((signs >> e & 1) != 0) {
                    start[exponents.get(e)] = -USUAL_EXPONENT;
                }
            }
            found.add(start);
        }
        return found;
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        return OneVariable.of(this, variable, p, x).reaching(target);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return OneVariable.of(this, variable, p, x).limit();
    }
}
