package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.Basis;
import dev.lawcast.scaling.law.LawParameter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/// A term A·x^−α of whose shape the runs say nothing.
///
/// Its exponent may have run to the end of its range, where the curve is a step that some other
/// step would fit as well. Or the term may make no difference: the solver then creeps along a
/// valley (α → 0, A exchanged for the constant) and never arrives, while leaving the term out costs
/// less than noise does, (F₀ − F₁)/F₁ < 2·3.2/ν with ν degrees of freedom (the 95 % point of F for
/// two parameters).
///
/// @param parameters names of A and α, those that are free
/// @param direction in words
record LostTerm(Set<String> parameters, String direction) {

    private static final double WITHIN_NOISE = 6.4;
    private static final double AT_THE_END = 1e-9;

    static List<LostTerm> of(Problem problem, Observations data, Solution solution) {
        var lost = new ArrayList<LostTerm>();
        int column = 0;
        for (int k = 0; k < problem.d; k++) {
            if (!problem.law.parameters().get(k).linear()) {
                continue;
            }
            Basis basis = problem.law.basis().get(column++);
            if (!(basis instanceof Basis.Power power) || fixed(problem, power.exponent())) {
                continue;
            }
            String variable = problem.law.variables().get(power.variable()).name();
            if (atTheEnd(problem, solution, power.exponent())) {
                lost.add(
                        new LostTerm(
                                names(problem, k, power.exponent()),
                                "%s runs to the end of its range (%s): over the sizes of these runs %s falls like a step, so neither it nor %s is determined."
                                        .formatted(
                                                problem.names.get(power.exponent()),
                                                text(solution.parameters()[power.exponent()]),
                                                term(problem, k, variable, power),
                                                problem.names.get(k))));
            } else if (solution.end() == Solution.End.NOT_STATIONARY
                    && !fixed(problem, k)
                    && idle(problem, data, solution, k, power.exponent())) {
                lost.add(
                        new LostTerm(
                                names(problem, k, power.exponent()),
                                "%s makes no difference that exceeds the noise: the runs show no effect of %s."
                                        .formatted(term(problem, k, variable, power), variable)));
            }
        }
        return lost;
    }

    private static boolean atTheEnd(Problem problem, Solution solution, int exponent) {
        LawParameter parameter = problem.law.parameters().get(exponent);
        return problem.upper[exponent] == parameter.upper()
                && solution.parameters()[exponent] >= parameter.upper() * (1 - AT_THE_END);
    }

    private static boolean idle(
            Problem problem, Observations data, Solution solution, int coefficient, int exponent) {
        FitSettings settings = problem.settings;
        var fixed = new HashMap<>(settings.fixed());
        fixed.put(problem.names.get(coefficient), 0.);
        fixed.put(problem.names.get(exponent), solution.parameters()[exponent]);
        var without =
                new FitSettings(
                        settings.objective(),
                        fixed,
                        settings.bounds(),
                        List.of(),
                        settings.noise(),
                        settings.bootstrap(),
                        settings.priors(),
                        false,
                        settings.level(),
                        settings.threads());
        Solution rest = Solver.solve(problem.law, data, without, Progress.NONE);
        double freedom = data.size() - solution.free();
        return rest.end() != Solution.End.NOT_FINITE
                && freedom > 0
                && rest.objective() <= solution.objective() * (1 + WITHIN_NOISE / freedom);
    }

    private static boolean fixed(Problem problem, int k) {
        return problem.lower[k] == problem.upper[k];
    }

    private static Set<String> names(Problem problem, int coefficient, int exponent) {
        return fixed(problem, coefficient)
                ? Set.of(problem.names.get(exponent))
                : Set.of(problem.names.get(coefficient), problem.names.get(exponent));
    }

    private static String term(
            Problem problem, int coefficient, String variable, Basis.Power power) {
        return "%s·%s^-%s"
                .formatted(
                        problem.names.get(coefficient),
                        variable,
                        problem.names.get(power.exponent()));
    }

    private static String text(double value) {
        return "%.6g".formatted(value);
    }
}
