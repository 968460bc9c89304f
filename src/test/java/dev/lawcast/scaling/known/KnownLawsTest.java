package dev.lawcast.scaling.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.ReferenceData;
import dev.lawcast.scaling.forecast.Allocations;
import dev.lawcast.scaling.forecast.Forecasts;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.function.Predicate;

/// Published constants against what the papers say follows from them.
class KnownLawsTest {

    @Test
    void everyIdStandsOnce() {
        assertThat(KnownLaws.all()).extracting(KnownLaw::id).doesNotHaveDuplicates().hasSize(37);
    }

    /// L(N0) is one nat above the floor, as the table writes it.
    @ParameterizedTest
    @CsvSource({
        "language_parameters, 1.47e14, 1",
        "language_flops, 2.998080e28, 1", // 3.47e8 PF-days
        "image_8x8_parameters, 80, 4.12",
        "math_flops, 1.2096e15, 1.14", // 1.4e-5 PF-days
        "language_best_parameters, 28512000, 1", // 3.3e-13 PF-days
    })
    void theTableOfGenerativeModellingIsInBaseUnits(String id, double x, double value) {
        FittedLaw law = fitted("henighan_2020_" + id);

        assertThat(law.value(new double[] {x})).isCloseTo(value, Percentage.withPercentage(1e-9));
    }

    /// At a thousandth of N0 the loss of language is 1000^.07, at one PF-day the best size is
    /// (1/3.3e-13)^.73 parameters, and ten times that compute makes it 10^.73 times larger.
    @Test
    void theExponentsOfGenerativeModellingAreThoseOfTheTable() {
        assertThat(fitted("henighan_2020_language_parameters").value(new double[] {1.47e11}))
                .isCloseTo(1.6218, within(1e-4));
        double atOne = fitted("henighan_2020_language_best_parameters").value(days(1));
        double atTen = fitted("henighan_2020_language_best_parameters").value(days(10));
        assertThat(atOne).isCloseTo(1.2927e9, Percentage.withPercentage(.01));
        assertThat(Math.log10(atTen / atOne)).isCloseTo(.73, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "6.34e9, 242e9, 25e9, 2.2256440890",
        "8.67e9, 178e9, 25e9, 2.2269634075",
    })
    void theCheckValuesOfRepeatedDataAreReached(double n, double d, double u, double loss) {
        assertThat(fitted("muennighoff_2023_repeated_data").value(new double[] {n, d, u}))
                .isCloseTo(loss, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "besiroglu_2024_chinchilla, 1.02284e-3",
        "besiroglu_2024_chinchilla_optimum, 1.0182740e-3"
    })
    void theConstantsOfChinchillaScoreAsStated(String id, double objective) {
        FittedLaw law = fitted(id);
        var runs = ReferenceData.chinchilla();
        double sum = 0;
        for (int i = 0; i < runs.size(); i++) {
            double r =
                    Math.log(
                            law.value(new double[] {runs.x()[0][i], runs.x()[1][i]}) / runs.y()[i]);
            sum += Math.abs(r) <= 1e-3 ? .5 * r * r : 1e-3 * (Math.abs(r) - .5e-3);
        }
        assertThat(sum).isCloseTo(objective, Percentage.withPercentage(.001));
    }

    @Test
    void theOptimumOfChinchillaIsSplitAsStated() {
        var split =
                Allocations.ofFlops(fitted("besiroglu_2024_chinchilla_optimum"), 5.9e23, 6, .95);

        assertThat(split.determined()).isTrue();
        assertThat(split.variables().get(0).value())
                .isCloseTo(7.41e10, Percentage.withPercentage(.1));
        assertThat(split.variables().get(1).value())
                .isCloseTo(1.327e12, Percentage.withPercentage(.1));
        assertThat(split.variables().get(0).interval()).isNull();
    }

    /// The paper forecasts both with relative errors of .7103 % and .7320 %.
    @ParameterizedTest
    @CsvSource({"rpj-open_lm_1b-32.0, .7103", "rpj-open_lm_7b-1.0, .7320"})
    void overtrainedModelsAreForecastAsInThePaper(String key, double percent) {
        Predicate<de.siegmar.fastcsv.reader.NamedCsvRecord> one =
                row -> row.getField("key").equals(key);
        var runs =
                ReferenceData.observations(
                        "reference/overtraining/runs.csv",
                        List.of("parameters", "tokens"),
                        "c4_loss",
                        one);
        double forecast =
                fitted("gadre_2024_redpajama_c4")
                        .value(new double[] {runs.x()[0][0], runs.x()[1][0]});

        assertThat(100 * Math.abs(forecast / runs.y()[0] - 1)).isCloseTo(percent, within(.001));
    }

    @Test
    void sparseVisionIsInBaseUnits() {
        FittedLaw law = fitted("frantar_2023_sparse_vit");

        assertThat(law.value(new double[] {1e6, 1e9, 0}))
                .isCloseTo(1.30485 + 2.07506 + .278182 + 4.51669, within(1e-9));
    }

    @Test
    void everyFamilyHasItsOffsetOnEachDataSet() {
        FittedLaw law = fitted("liu_2025_width");

        // at infinite width the offset alone is left
        assertThat(law.law().limit(0, law.estimate(), new double[] {1, 1L << 5})).isEqualTo(2.1009);
        assertThat(KnownLaws.find("liu_2025_width").orElseThrow().labels().get(5))
                .isEqualTo("qwen c4");
    }

    @Test
    void removingNormsTakesTokensAsTheStudySays() {
        FittedLaw law = fitted("baroni_2025_layer_norm_removal");

        assertThat(law.estimate()[2]).isCloseTo(.376, within(5e-4));
        assertThat(law.value(new double[] {774e6}))
                .isCloseTo(3e8, Percentage.withPercentage(5)); // 600 steps of .5M tokens
    }

    @Test
    void noIntervalIsMadeUpForConstantsWithoutErrors() {
        for (KnownLaw known : KnownLaws.all()) {
            double[] x = new double[known.axes().size()];
            java.util.Arrays.fill(x, 1);
            var forecast = Forecasts.at(known.fitted(), List.of(x, x), .9).forecasts().getFirst();

            assertThat(forecast.meanInterval()).as(known.id()).isNull();
            assertThat(forecast.newRunInterval()).as(known.id()).isNull();
            assertThat(forecast.kinds().wald()).as(known.id()).isNull();
        }
    }

    private static FittedLaw fitted(String id) {
        return KnownLaws.find(id).orElseThrow().fitted();
    }

    private static double[] days(double days) {
        return new double[] {days * GenerativeModeling.PF_DAY};
    }
}
