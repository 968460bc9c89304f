package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.scaling.formula.FormulaLaw;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The NIST StRD problems typed as a user would type them: nothing is said of linear parameters or
/// of where to search.
class FormulaNistTest {

    private static final FitSettings SQUARES =
            FitSettings.of(new Objective(ResidualSpace.RAW, new ResidualLoss.Squared()));

    private static String formula(NistProblem problem) {
        return switch (problem) {
            case Misra1a -> "b1*(1 - exp(-b2*x))";
            case Misra1b -> "b1*(1 - (1 + b2*x/2)^(-2))";
            case Misra1c -> "b1*(1 - (1 + 2*b2*x)^(-.5))";
            case Misra1d -> "b1*b2*x*((1 + b2*x)^(-1))";
            case Chwirut1, Chwirut2 -> "exp(-b1*x)/(b2 + b3*x)";
            case DanWood -> "b1*x^b2";
            case ENSO ->
                    "b1 + b2*cos(2*pi*x/12) + b3*sin(2*pi*x/12) + b5*cos(2*pi*x/b4)"
                            + " + b6*sin(2*pi*x/b4) + b8*cos(2*pi*x/b7) + b9*sin(2*pi*x/b7)";
            case Gauss1, Gauss2, Gauss3 ->
                    "b1*exp(-b2*x) + b3*exp(-(x - b4)^2/b5^2) + b6*exp(-(x - b7)^2/b8^2)";
            case Hahn1 -> "(b1 + b2*x + b3*x^2 + b4*x^3)/(1 + b5*x + b6*x^2 + b7*x^3)";
            case Kirby2 -> "(b1 + b2*x + b3*x^2)/(1 + b4*x + b5*x^2)";
            case Lanczos1, Lanczos2, Lanczos3 -> "b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)";
            case MGH17 -> "b1 + b2*exp(-x*b4) + b3*exp(-x*b5)";
            case Nelson -> "exp(b1 - b2*x1*exp(-b3*x2))";
            case Roszman1 -> "b1 - b2*x - atan(b3/(x - b4))/pi";
        };
    }

    @ParameterizedTest
    @EnumSource
    void reachesTheCertifiedValuesFromBothStarts(NistProblem problem) {
        JsonNode file = read(problem);
        for (String start : List.of("start1", "start2")) {
            Map<String, Double> given = new HashMap<>();
            double[] b = numbers(file.get(start));
            for (int k = 0; k < b.length; k++) {
                given.put("b" + (k + 1), b[k]);
            }
            certified(problem, file, SolverTest.withStart(settings(problem), given));
        }
    }

    @ParameterizedTest
    @EnumSource
    void reachesTheCertifiedValuesWithoutAnyStart(NistProblem problem) {
        certified(problem, read(problem), settings(problem));
    }

    private static FitSettings settings(NistProblem problem) {
        return problem == NistProblem.Nelson ? FitSettings.of(Objective.LOG_SQUARED) : SQUARES;
    }

    private static JsonNode read(NistProblem problem) {
        return new JsonMapper()
                .readTree(ReferenceData.file("reference/nist/" + problem + ".json").toFile());
    }

    /// Parameters to 7 digits, standard deviations to 4, the sum of squares to 8 where it is more
    /// than rounding of the data.
    private static void certified(NistProblem problem, JsonNode file, FitSettings settings) {
        List<String> variables = problem == NistProblem.Nelson ? List.of("x1", "x2") : List.of("x");
        FormulaLaw law = FormulaLaw.of(formula(problem), variables, Map.of());
        Observations data = observations(variables.size(), file);
        Solution solution = Solver.solve(law, data, settings, Progress.NONE);
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        double[] certified = numbers(file.get("certified"));
        double[] found = problem.canonical(inOrder(law, solution.parameters()));
        for (int k = 0; k < certified.length; k++) {
            assertThat(found[k] / certified[k] - 1)
                    .as("%s b%d", problem, k + 1)
                    .isBetween(-5e-8, 5e-8);
        }
        if (problem == NistProblem.Lanczos1) {
            return;
        }
        double squares = file.get("residual_sum_of_squares").asDouble();
        assertThat(solution.objective() / squares - 1).isBetween(-1e-8, 1e-8);
        double[] deviations = numbers(file.get("certified_standard_deviation"));
        double[] b = inOrder(law, solution.parameters());
        double[] errors = inOrder(law, standardErrors(law, data, settings, solution));
        for (int k = 0; k < deviations.length; k++) {
            double error = 0;
            for (int l = 0; l < b.length; l++) {
                error = Math.abs(b[l]) == Math.abs(found[k]) ? errors[l] : error;
            }
            assertThat(error / deviations[k] - 1)
                    .as("%s standard deviation of b%d", problem, k + 1)
                    .isBetween(-1e-4, 1e-4);
        }
    }

    private static double[] standardErrors(
            FormulaLaw law, Observations data, FitSettings settings, Solution solution) {
        double[] ones = new double[data.size()];
        Arrays.fill(ones, 1);
        int[] all = IntStream.range(0, law.parameters().size()).toArray();
        double[][] matrix =
                Covariance.of(
                                Linearization.of(law, data, settings, ones, solution.parameters()),
                                all,
                                settings.objective().loss(),
                                FitSettings.Noise.ESTIMATED)
                        .matrix();
        return Arrays.stream(all).mapToDouble(k -> Math.sqrt(matrix[k][k])).toArray();
    }

    private static double[] numbers(JsonNode array) {
        return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
    }

    /// From the order of mention to b1, b2, …
    private static double[] inOrder(FormulaLaw law, double[] p) {
        double[] b = new double[p.length];
        for (int k = 0; k < p.length; k++) {
            b[Integer.parseInt(law.parameters().get(k).name().substring(1)) - 1] = p[k];
        }
        return b;
    }

    private static Observations observations(int variables, JsonNode file) {
        JsonNode data = file.get("data");
        int n = data.size();
        double[][] x = new double[variables][n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            double[] row = numbers(data.get(i));
            y[i] = row[0];
            for (int j = 0; j < variables; j++) {
                x[j][i] = row[j + 1];
            }
        }
        return new Observations(List.of(), x, y, null, null);
    }
}
