package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitReport.DerivedQuantity;
import dev.lawcast.scaling.law.Basis;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which parameters the runs determine.
///
/// The sizes alone may leave a direction open whatever the metric: the law's derivatives at a
/// generic point of its parameters then have a null space. Sizes on one line leave terms that only
/// noise tells apart. A term may be lost in the noise ([LostTerm]). And an estimate may lie where a
/// parameter has lost its effect, such as an exponent whose coefficient is 0.
///
/// @param undetermined names of the parameters
/// @param directions in words
/// @param combinations what is determined instead
record Identifiability(
        TreeSet<String> undetermined, List<String> directions, List<DerivedQuantity> combinations) {

    /// ln sizes this well explained by each other lie on a line for every purpose.
    private static final double LINE = .9999;

    /// So well explained, terms count as merged when noise hides their exponents or coefficients.
    private static final double NEAR_LINE = .98;

    private static final double PART = 1e-3;
    private static final double WELL_CONDITIONED = 1e6;

    static Identifiability of(
            Problem problem, Observations data, DataSummary summary, Solution solution) {
        var found = new Identifiability(new TreeSet<>(), new ArrayList<>(), new ArrayList<>());
        if (!fullRank(problem, solution)) {
            found.constantSizes(problem, summary, solution);
            found.openDirections(problem, data);
        }
        found.sizesOnALine(problem, data, summary, solution);
        found.lostTerms(problem, data, solution);
        found.lostEffects(solution);
        return found;
    }

    /// Whether all parameters move predictions apart from each other at the estimate, and by far:
    /// then they do at generic points too.
    private static boolean fullRank(Problem problem, Solution solution) {
        return solution.free() == problem.unknowns.open()
                && solution.conditionNumber() < WELL_CONDITIONED;
    }

    boolean complete() {
        return undetermined.isEmpty();
    }

    private void constantSizes(Problem problem, DataSummary summary, Solution solution) {
        var open = nullSpace(problem.law, problem.sizes, freeOf(problem));
        for (int j = 0; j < problem.law.variables().size(); j++) {
            if (!DataSummary.constant(problem.law, summary.span(), j)) {
                continue;
            }
            var terms = new ArrayList<String>();
            var parameters = new LinkedHashSet<String>();
            double value = terms(problem, summary, solution, j, terms, parameters);
            parameters.retainAll(open);
            if (parameters.isEmpty()) {
                continue;
            }
            String variable = problem.law.variables().get(j).name();
            String sum = String.join(" + ", terms);
            undetermined.addAll(parameters);
            directions.add(
                    "%s is %s in every run: only %s is determined (%.6g)."
                            .formatted(variable, text(summary.span().lower()[j]), sum, value));
            combinations.add(
                    new DerivedQuantity(
                            sum,
                            "metric",
                            "What the runs determine in place of "
                                    + String.join(", ", parameters)
                                    + ".",
                            value,
                            null,
                            null));
        }
    }

    /// Terms of the law that a constant variable makes constant, and their sum.
    private static double terms(
            Problem problem,
            DataSummary summary,
            Solution solution,
            int variable,
            List<String> terms,
            LinkedHashSet<String> parameters) {
        double value = 0;
        int column = 0;
        double[] p = solution.parameters();
        for (int k = 0; k < problem.d; k++) {
            if (!problem.law.parameters().get(k).linear()) {
                continue;
            }
            switch (problem.law.basis().get(column++)) {
                case Basis.One one -> {
                    terms.add(problem.names.get(k));
                    parameters.add(problem.names.get(k));
                    value += p[k];
                }
                case Basis.Power power when power.variable() == variable -> {
                    terms.add(term(problem, k, power));
                    parameters.add(problem.names.get(k));
                    parameters.add(problem.names.get(power.exponent()));
                    value +=
                            p[k] * Math.pow(summary.span().lower()[variable], -p[power.exponent()]);
                }
                case Basis.Power power -> {}
                case Basis.Other other -> {}
            }
        }
        return value;
    }

    private static String term(Problem problem, int coefficient, Basis.Power power) {
        return "%s·%s^-%s"
                .formatted(
                        problem.names.get(coefficient),
                        problem.law.variables().get(power.variable()).name(),
                        problem.names.get(power.exponent()));
    }

    private void openDirections(Problem problem, Observations data) {
        var open = nullSpace(problem.law, problem.sizes, freeOf(problem));
        open.removeAll(undetermined);
        if (open.isEmpty()) {
            return;
        }
        undetermined.addAll(open);
        var counts = new ArrayList<String>();
        for (int j = 0; j < data.x().length; j++) {
            counts.add(
                    "%s takes %d values"
                            .formatted(
                                    problem.law.variables().get(j).name(),
                                    Arrays.stream(data.x()[j]).distinct().count()));
        }
        directions.add(
                "%s cannot be told apart: %s."
                        .formatted(String.join(", ", open), String.join(", ", counts)));
    }

    private void sizesOnALine(
            Problem problem, Observations data, DataSummary summary, Solution solution) {
        Double collinearity = summary.span().collinearity();
        if (collinearity == null || collinearity < NEAR_LINE) {
            return;
        }
        var terms = new ArrayList<String>();
        var parameters = new LinkedHashSet<String>();
        for (int j = 0; j < data.x().length; j++) {
            var one = new LinkedHashSet<String>();
            terms(problem, summary, solution, j, new ArrayList<>(), one);
            parameters.addAll(one);
        }
        int column = 0;
        for (int k = 0; k < problem.d; k++) {
            if (!problem.law.parameters().get(k).linear()) {
                continue;
            }
            Basis basis = problem.law.basis().get(column++);
            if (basis instanceof Basis.Power power) {
                terms.add(term(problem, k, power));
            } else {
                parameters.remove(problem.names.get(k));
            }
        }
        parameters.removeAll(problem.settings.fixed().keySet());
        if (collinearity < LINE && !hidden(problem, data, solution, parameters)) {
            return;
        }
        undetermined.addAll(parameters);
        directions.add(
                "The sizes of all runs lie on one line (R² %.5f of their logarithms): only the sum %s is determined along it, not its terms."
                        .formatted(collinearity, String.join(" + ", terms)));
    }

    /// Whether one of the parameters is at a bound or known no better than to a factor.
    private static boolean hidden(
            Problem problem,
            Observations data,
            Solution solution,
            LinkedHashSet<String> parameters) {
        if (solution.boundsHit().stream().anyMatch(parameters::contains)) {
            return true;
        }
        int[] free = freeOf(problem);
        var at =
                Linearization.of(
                        problem.law, data, problem.settings, problem.weight, solution.parameters());
        var covariance =
                Covariance.of(at, free, new ResidualLoss.Squared(), problem.settings.noise());
        for (int c = 0; c < free.length; c++) {
            double estimate = Math.abs(solution.parameters()[free[c]]);
            if (parameters.contains(problem.names.get(free[c]))
                    && !(Math.sqrt(covariance.matrix()[c][c]) < estimate)) {
                return true;
            }
        }
        return covariance.rank() < free.length;
    }

    private void lostTerms(Problem problem, Observations data, Solution solution) {
        for (LostTerm term : LostTerm.of(problem, data, solution)) {
            if (!undetermined.containsAll(term.parameters())) {
                undetermined.addAll(term.parameters());
                directions.add(term.direction());
            }
        }
    }

    private void lostEffects(Solution solution) {
        for (var direction : solution.flat()) {
            var names =
                    direction.shares().entrySet().stream()
                            .filter(e -> Math.abs(e.getValue()) > PART)
                            .map(e -> e.getKey())
                            .collect(Collectors.toCollection(TreeSet::new));
            if (undetermined.containsAll(names)) {
                continue;
            }
            undetermined.addAll(names);
            directions.add(
                    names.size() == 1
                            ? "%s has no effect at the estimate%s: it is not determined."
                                    .formatted(
                                            names.first(),
                                            solution.boundsHit().isEmpty()
                                                    ? ""
                                                    : " (%s at a bound)"
                                                            .formatted(
                                                                    String.join(
                                                                            ", ",
                                                                            solution.boundsHit())))
                            : "%s move together without changing a prediction: only their combination is determined."
                                    .formatted(String.join(", ", names)));
        }
    }

    private static int[] freeOf(Problem problem) {
        return java.util.stream.IntStream.range(0, problem.d)
                .filter(k -> problem.lower[k] < problem.upper[k])
                .filter(k -> !problem.settings.priors().containsKey(problem.names.get(k)))
                .toArray();
    }

    /// Parameters with a part in a direction that no prediction at these sizes depends on, at a
    /// generic point: exponents all different, every term as large as the others.
    private static TreeSet<String> nullSpace(ScalingLaw law, Sizes sizes, int[] free) {
        int n = sizes.count();
        int d = law.parameters().size();
        double[] p = new double[d];
        for (int k = 0; k < d; k++) {
            p[k] = law.parameters().get(k).linear() ? 1 : .3 + .07 * k;
        }
        double[] value = new double[n];
        double[][] jacobian = new double[d][n];
        law.evaluate(p, sizes, value, jacobian);
        double[][] scaled = new double[Math.max(n, free.length)][free.length];
        for (int c = 0; c < free.length; c++) {
            double[] column = jacobian[free[c]];
            double length = Math.sqrt(Arrays.stream(column).map(v -> v * v).sum());
            for (int i = 0; i < n; i++) {
                double v = column[i] / length;
                scaled[i][c] = Double.isFinite(v) ? v : 0;
            }
        }
        var open = new TreeSet<String>();
        if (free.length == 0) {
            return open;
        }
        var decomposition = new SingularValueDecomposition(new Array2DRowRealMatrix(scaled, false));
        double[] singular = decomposition.getSingularValues();
        for (int k = 0; k < free.length; k++) {
            if (singular[k] > Covariance.SINGULAR * singular[0]) {
                continue;
            }
            double[] direction = decomposition.getV().getColumn(k);
            for (int c = 0; c < free.length; c++) {
                if (Math.abs(direction[c]) > PART) {
                    open.add(law.parameters().get(free[c]).name());
                }
            }
        }
        return open;
    }

    private static String text(double value) {
        return "%.6g".formatted(value);
    }
}
