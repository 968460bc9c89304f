package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The NIST StRD problems through the solver that fits scaling laws, without special cases.
class SolverNistTest {

    private static final FitSettings SQUARES =
            FitSettings.of(new Objective(ResidualSpace.RAW, new ResidualLoss.Squared()));

    @ParameterizedTest
    @EnumSource
    void reachesTheCertifiedValuesFromBothStarts(NistProblem law) {
        JsonNode file = read(law);
        for (String start : List.of("start1", "start2")) {
            Map<String, Double> given = new HashMap<>();
            double[] b = numbers(file.get(start));
            for (int k = 0; k < b.length; k++) {
                given.put(law.parameters().get(k).name(), b[k]);
            }
            certified(law, file, SolverTest.withStart(SQUARES, given));
        }
    }

    @ParameterizedTest
    @EnumSource
    void reachesTheCertifiedValuesWithoutAnyStart(NistProblem law) {
        certified(law, read(law), SQUARES);
    }

    private static JsonNode read(NistProblem law) {
        return new JsonMapper()
                .readTree(ReferenceData.file("reference/nist/" + law + ".json").toFile());
    }

    /// Parameters to 7 digits, which NIST gives with 11; the sum of squares where it is more than
    /// rounding of the data.
    private static void certified(NistProblem law, JsonNode file, FitSettings settings) {
        Solution solution = Solver.solve(law, observations(law, file), settings, Progress.NONE);
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        double[] found = law.canonical(solution.parameters());
        double[] certified = numbers(file.get("certified"));
        for (int k = 0; k < certified.length; k++) {
            assertThat(found[k] / certified[k] - 1).as("%s b%d", law, k + 1).isBetween(-5e-8, 5e-8);
        }
        if (law != NistProblem.Lanczos1) {
            double squares = file.get("residual_sum_of_squares").asDouble();
            assertThat(solution.objective() / squares - 1).isBetween(-1e-8, 1e-8);
        }
    }

    private static double[] numbers(JsonNode array) {
        return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
    }

    private static Observations observations(NistProblem law, JsonNode file) {
        JsonNode data = file.get("data");
        int n = data.size();
        int count = law.variables().size();
        double[][] x = new double[count][n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            double[] row = numbers(data.get(i));
            y[i] = law == NistProblem.Nelson ? Math.log(row[0]) : row[0];
            for (int j = 0; j < count; j++) {
                x[j][i] = row[j + 1];
            }
        }
        return new Observations(List.of(), x, y, null, null);
    }
}
