package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.NamedCsvRecord;

import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/// Fits, from no start, to runs that others measured, against the figures of one table.
class ReferenceFiguresTest {

    /// @param rows how many runs were fitted
    /// @param figures by the name in the table
    private record Study(int rows, Map<String, Double> figures) {}

    private static final Map<String, Study> DONE = new HashMap<>();

    @ParameterizedTest
    @CsvFileSource(resources = "reference_figures.csv", numLinesToSkip = 1)
    void reachesTheFigure(
            String study, String figure, String rule, double value, double tolerance, int rows) {
        Study found = DONE.computeIfAbsent(study, ReferenceFiguresTest::study);
        assertThat(found.rows()).isEqualTo(rows);
        double reached = Objects.requireNonNull(found.figures().get(figure), figure);
        switch (rule) {
            case "within" -> assertThat(reached).isCloseTo(value, within(tolerance * value));
            case "at_most" -> assertThat(reached).isLessThanOrEqualTo(value * (1 + tolerance));
            default -> throw new AssertionError("no rule " + rule);
        }
    }

    private static Study study(String name) {
        return switch (name) {
            case "sparsity" -> sparsity();
            case "overtraining" -> overtraining();
            case "data_constrained" -> repeatedData();
            case "chinchilla raw" -> chinchilla();
            case "addition" -> addition();
            default -> routed(name.substring("routed ".length()));
        };
    }

    /// N in 1e6, D in 1e9.
    private static Study sparsity() {
        ScalingLaw law = law("sparsity");
        Observations runs =
                ReferenceData.observations(
                        "reference/sparsity/vit_runs.csv",
                        List.of("nonzero_params", "total_examples", "sparsity"),
                        "val_loss",
                        row -> true);
        Solution solution = solve(law, runs, FitSettings.of(law.defaultObjective()));
        double[] p = solution.parameters().clone();
        law.rescale(p, new double[] {1e6, 1e9, 1});
        Map<String, Double> figures = named(law, p);
        figures.put("mean objective", solution.objective() / runs.size());
        return new Study(runs.size(), figures);
    }

    /// Four models at M = 20 and the smallest at M = 320; the error law on these and one more.
    private static Study overtraining() {
        String path = "reference/overtraining/runs.csv";
        List<String> sizes = List.of("parameters", "tokens");
        Predicate<NamedCsvRecord> small =
                row ->
                        (is(row, "token_multiplier", "20.0")
                                        && row.getField("model").startsWith("d="))
                                || (is(row, "token_multiplier", "320.0")
                                        && is(row, "model", "d=96_l=8_h=4"));
        ScalingLaw law = law("overtraining");
        Observations runs = ReferenceData.observations(path, sizes, "c4_loss", small);
        double[] p = solve(law, runs, FitSettings.of(law.defaultObjective())).parameters();
        Map<String, Double> figures = named(law, p);
        figures.put("b in its own form", p[2] * Math.pow(6, p[3] / 2));

        ScalingLaw second = law("downstream_error");
        String error = "err_avg_17_tasks";
        Observations measured =
                ReferenceData.observations(
                        path,
                        List.of("c4_loss"),
                        error,
                        small.or(row -> large(row, "open_lm_1b", "20.0")));
        double[] q =
                solve(second, measured, FitSettings.of(second.defaultObjective())).parameters();
        for (String[] target :
                new String[][] {
                    {"open_lm_1b", "640.0", "1.4B at M = 640"},
                    {"open_lm_7b", "20.0", "6.9B at M = 20"}
                }) {
            Observations at =
                    ReferenceData.observations(
                            path,
                            List.of("parameters", "tokens", "c4_loss"),
                            error,
                            row -> large(row, target[0], target[1]));
            double[] x = {at.x()[0][0], at.x()[1][0]};
            double loss = law.value(p, x);
            double taskError = second.value(q, new double[] {loss});
            figures.put("% error of the loss of " + target[2], percent(loss, at.x()[2][0]));
            figures.put("% error of the task error of " + target[2], percent(taskError, at.y()[0]));
        }
        return new Study(runs.size(), figures);
    }

    private static boolean large(NamedCsvRecord row, String model, String multiplier) {
        return is(row, "model", model) && is(row, "token_multiplier", multiplier);
    }

    private static double percent(double predicted, double measured) {
        return 100 * Math.abs(predicted - measured) / measured;
    }

    /// Every router with the dense models.
    private static Study routed(String router) {
        ScalingLaw law = law("routed");
        Observations runs =
                ReferenceData.observations(
                        "reference/routing/runs.csv",
                        List.of("dense_parameter_count", "num_experts"),
                        "loss_validation",
                        row ->
                                is(row, "routing_frequency", "0.5")
                                        && is(row, "k", "1")
                                        && is(row, "seed", "42")
                                        && (is(row, "router_type", router)
                                                || is(row, "router_type", "Dense")));
        Solution solution = solve(law, runs, FitSettings.of(law.defaultObjective()));
        double ln10 = Math.log(10);
        return new Study(
                runs.size(),
                Map.of(
                        "mean squared log10 error",
                        solution.objective() / runs.size() / (ln10 * ln10)));
    }

    /// R_D and R_N are free, the others are the published ones.
    private static Study repeatedData() {
        ScalingLaw law = law("data_constrained");
        Observations runs =
                ReferenceData.observations(
                        "reference/data_constrained/runs.csv",
                        List.of("parameters", "tokens", "unique_tokens"),
                        "loss",
                        row -> true);
        Map<String, Double> published =
                new HashMap<>(
                        Map.of(
                                "A", Math.exp(6.255414),
                                "B", Math.exp(7.3049974),
                                "E", Math.exp(.6254804),
                                "alpha", .3526596,
                                "beta", .3526596));
        Solution solution = solve(law, runs, fixed(law, published));
        published.putAll(Map.of("R_D", 15.387756, "R_N", 5.309743));
        double[] p = law.parameters().stream().mapToDouble(q -> published.get(q.name())).toArray();
        return new Study(
                runs.size(),
                Map.of(
                        "objective", solution.objective(),
                        "published objective", solve(law, runs, fixed(law, published)).objective(),
                        "published loss of 6.34B 242B 25B",
                                law.value(p, new double[] {6.34e9, 242e9, 25e9}),
                        "published loss of 8.67B 178B 25B",
                                law.value(p, new double[] {8.67e9, 178e9, 25e9})));
    }

    private static Study chinchilla() {
        ScalingLaw law = law("chinchilla");
        Observations runs = ReferenceData.chinchilla();
        Solution solution = solve(law, runs, FitSettings.of(Objective.RAW_SQUARED));
        Map<String, Double> figures = named(law, solution.parameters());
        figures.put("objective", solution.objective());
        return new Study(runs.size(), figures);
    }

    /// Addition of two numbers of four digits, by the size of the training set: laws.md §12.
    private static Study addition() {
        double[] x = {
            160, 192, 256, 320, 384, 448, 480, 512, 544, 576, 608, 640, 672, 736, 800, 864, 928
        };
        double[] y = {
            2.13809046, 2.11813418, 2.08955508, 2.06988398, 2.05404987, 2.03837089, 2.02814281,
            2.00496872, 1.95576149, 1.86313841, 1.70891537, 1.50637664, 1.29754721, .96559684
        };
        ScalingLaw law = law("broken_power");
        Observations runs = Planted.observations(new double[][] {Arrays.copyOf(x, y.length)}, y);
        double[] p = solve(law, runs, FitSettings.of(law.defaultObjective())).parameters();
        Map<String, Double> figures = new HashMap<>();
        for (int i = y.length; i < x.length; i++) {
            figures.put("at " + (int) x[i], law.value(p, new double[] {x[i]}));
        }
        return new Study(y.length, figures);
    }

    private static ScalingLaw law(String id) {
        return LawCatalogue.find(id).orElseThrow();
    }

    private static boolean is(NamedCsvRecord row, String column, String value) {
        return row.getField(column).equals(value);
    }

    private static Map<String, Double> named(ScalingLaw law, double[] p) {
        Map<String, Double> figures = new HashMap<>();
        for (int k = 0; k < p.length; k++) {
            figures.put(law.parameters().get(k).name(), p[k]);
        }
        return figures;
    }

    private static FitSettings fixed(ScalingLaw law, Map<String, Double> values) {
        FitSettings usual = FitSettings.of(law.defaultObjective());
        return new FitSettings(
                usual.objective(),
                values,
                usual.bounds(),
                usual.starts(),
                usual.noise(),
                usual.bootstrap(),
                usual.level(),
                usual.threads());
    }

    private static Solution solve(ScalingLaw law, Observations runs, FitSettings settings) {
        Solution solution = Solver.solve(law, runs, settings, Progress.NONE);
        assertThat(solution.end()).isEqualTo(Solution.End.CONVERGED);
        return solution;
    }
}
