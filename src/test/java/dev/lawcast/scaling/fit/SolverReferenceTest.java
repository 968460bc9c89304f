package dev.lawcast.scaling.fit;

import static dev.lawcast.scaling.fit.ReferenceData.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/// Fits to runs that others measured, against figures that an independent implementation found on
/// the same files (the folders' README).
class SolverReferenceTest {

    private static final Objective RAW_SQUARED =
            new Objective(ResidualSpace.RAW, new ResidualLoss.Squared());

    private final Chinchilla law = new Chinchilla();

    private Solution solve(Observations observations, Objective objective) {
        Solution solution =
                Solver.solve(law, observations, FitSettings.of(objective), Progress.NONE);
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        return solution;
    }

    @Test
    void reachesTheGlobalOptimumOfTheChinchillaReplication() {
        Observations runs = ReferenceData.chinchilla();
        assertThat(runs.size()).isEqualTo(240);
        Solution solution = solve(runs, law.defaultObjective());
        assertThat(solution.objective()).isLessThanOrEqualTo(.0010182740178 * (1 + 1e-6));
        double[] p = solution.parameters();
        assertThat(p[0]).isCloseTo(1.817218, within(1e-3));
        assertThat(p[1]).isCloseTo(477.83, Percentage.withPercentage(1));
        assertThat(p[2]).isCloseTo(2143.42, Percentage.withPercentage(1));
        assertThat(p[3]).isCloseTo(.347310, within(3e-4));
        assertThat(p[4]).isCloseTo(.367172, within(3e-4));
        double[] optimum = law.allocate(p, 5.9e23, 6).orElseThrow().sizes();
        assertThat(optimum[1] / optimum[0]).isCloseTo(17.91, within(.005));
        assertThat(optimum[0]).isCloseTo(7.41e10, Percentage.withPercentage(.1));
        assertThat(optimum[1]).isCloseTo(1.327e12, Percentage.withPercentage(.1));
    }

    @Test
    void fitsRawLossesByLeastSquaresToFiveDigits() {
        Observations all = ReferenceData.chinchilla();
        double[] p = solve(below1e21(all, 1e6, 1e9), RAW_SQUARED).parameters();
        double[] expected = {1.90509, 4.00052, 1.05095, .351058, .458742};
        for (int k = 0; k < p.length; k++) {
            // half a unit of the sixth digit that the figures are rounded to
            assertThat(p[k]).isCloseTo(expected[k], within(6e-6 * Math.max(1, expected[k])));
        }
        assertThat(solve(below1e21(all, 1e6, 1e9), RAW_SQUARED).objective())
                .isCloseTo(.0624143, within(5e-8));
        assertThat(solve(all, RAW_SQUARED).objective()).isCloseTo(.0832038, within(5e-8));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1e-30,1e9", "1e6,1e-12", "7.3e11,1e30"})
    void exponentsDoNotDependOnUnits(double unitN, double unitD) {
        Observations all = ReferenceData.chinchilla();
        for (Objective objective : List.of(RAW_SQUARED, law.defaultObjective())) {
            double[] p = solve(below1e21(all, 1e6, 1e9), objective).parameters();
            double[] q = solve(below1e21(all, unitN, unitD), objective).parameters();
            assertThat(q[3]).isCloseTo(p[3], within(1e-6));
            assertThat(q[4]).isCloseTo(p[4], within(1e-6));
        }
    }

    @Test
    void forecastsTheThirteenBillionModelOfTheOlmoLadder() {
        List<String> x = List.of("parameters", "tokens");
        String path = "reference/olmo_ladder/runs.csv";
        Observations small =
                ReferenceData.observations(
                        path, x, "c4_loss", row -> row.getField("mode").equals("train"));
        assertThat(small.size()).isEqualTo(16);
        Solution solution = solve(small, law.defaultObjective());
        assertThat(solution.objective()).isLessThanOrEqualTo(3.29987e-5);
        Observations target =
                ReferenceData.observations(
                        path, x, "c4_loss", row -> row.getField("label").equals("13B-5T"));
        double forecast =
                law.value(solution.parameters(), new double[] {target.x()[0][0], target.x()[1][0]});
        assertThat(forecast).isCloseTo(2.34439, within(2e-4));
    }

    @Test
    void agreesWithTheThreeFitsOfTheMeasuredGrid() {
        agrees(grid(0, 1e9, 0), .5126, .3808, .5755, .6327, .4514, .0535, .7518);
        agrees(grid(500, 1e9, 300), .4734, .3526, .6714, .6987, .3993, .0290, .7438);
        agrees(small(), .3537, .4692, .4713, .7112, .3635, .0346, .7141);
    }

    private static Observations grid(double samples, double below, double parameters) {
        return ReferenceData.observations(
                "measured/size_data_grid/runs.csv",
                List.of("parameters", "samples"),
                "loss",
                row ->
                        number(row, "samples") >= samples
                                && number(row, "samples") <= below
                                && number(row, "parameters") > parameters);
    }

    private static Observations small() {
        return ReferenceData.observations(
                "measured/size_data_grid/runs.csv",
                List.of("parameters", "samples"),
                "loss",
                row ->
                        number(row, "samples") >= 500
                                && number(row, "samples") <= 4000
                                && number(row, "parameters") < 4000);
    }

    /// @param expected E, A, alpha, B, beta with sizes in thousands, root mean square, forecast
    private void agrees(Observations runs, double... expected) {
        Solution solution = solve(scaled(runs, 1e3, 1e3), Objective.LOG_SQUARED);
        double[] p = solution.parameters();
        double rms = Math.sqrt(solution.objective() / runs.size());
        double forecast = law.value(p, new double[] {26.122, 16});
        double[] found = {p[0], p[1], p[3], p[2], p[4], rms, forecast};
        for (int k = 0; k < found.length; k++) {
            assertThat(found[k]).as("figure %d", k).isCloseTo(expected[k], within(6e-5));
        }
    }

    /// C = 6·N·D < 1e21, with N and D in the given units.
    private static Observations below1e21(Observations all, double unitN, double unitD) {
        int[] rows =
                java.util.stream.IntStream.range(0, all.size())
                        .filter(i -> 6 * all.x()[0][i] * all.x()[1][i] < 1e21)
                        .toArray();
        assertThat(rows).hasSize(217);
        double[][] x = new double[2][rows.length];
        double[] y = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            x[0][i] = all.x()[0][rows[i]] / unitN;
            x[1][i] = all.x()[1][rows[i]] / unitD;
            y[i] = all.y()[rows[i]];
        }
        return new Observations(all.keys().subList(0, y.length), x, y, null, null);
    }

    private static Observations scaled(Observations runs, double unitN, double unitD) {
        double[][] x = new double[2][runs.size()];
        for (int i = 0; i < runs.size(); i++) {
            x[0][i] = runs.x()[0][i] / unitN;
            x[1][i] = runs.x()[1][i] / unitD;
        }
        return new Observations(runs.keys(), x, runs.y(), null, null);
    }
}
