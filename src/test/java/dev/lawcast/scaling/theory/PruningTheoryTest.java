package dev.lawcast.scaling.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.SharedData;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

class PruningTheoryTest {

    private static final String MEASURED = "measured/pruning_perceptron/";

    @Test
    void equalsTheIndependentSolutionAtEveryPoint() {
        JsonNode points =
                JsonMapper.shared()
                        .readTree(SharedData.text(MEASURED + "reference.json"))
                        .path("points");

        assertThat(points.size()).isEqualTo(52);
        for (JsonNode point : points) {
            JsonNode theory = point.path("theory");
            PruningTheory.Result result =
                    PruningTheory.of(
                            setting(
                                    point.path("alpha_total").doubleValue(),
                                    point.path("keep_fraction").doubleValue(),
                                    point.path("keep").asString(),
                                    point.path("theta_degrees").doubleValue()));
            assertThat(result.error())
                    .as(point.toString())
                    .isEqualTo(theory.path("error").doubleValue(), within(1e-8));
            assertThat(result.overlap()).isEqualTo(theory.path("R").doubleValue(), within(3e-8));
            assertThat(result.margin()).isEqualTo(theory.path("kappa").doubleValue(), within(1e-7));
        }
    }

    @Test
    void liesWithinTheTabledDistanceOfTheSimulations() {
        double worst200 = 0;
        double sum200 = 0;
        int n = 0;
        for (String line : SharedData.text(MEASURED + "table.csv").lines().skip(1).toList()) {
            String[] cells = line.split(",");
            double theory =
                    PruningTheory.of(
                                    setting(
                                            Double.parseDouble(cells[0]),
                                            Double.parseDouble(cells[1]),
                                            cells[2],
                                            Double.parseDouble(cells[3])))
                            .error();
            double distance = Math.abs(Double.parseDouble(cells[6]) - theory);
            double finiteDimension =
                    1.5 / Double.parseDouble(cells[4]); // the README's worst: 1.3/d
            assertThat(distance)
                    .as(line)
                    .isLessThan(finiteDimension + 3.5 * Double.parseDouble(cells[7]));
            if (cells[4].equals("200")) {
                worst200 = Math.max(worst200, distance);
                sum200 += distance;
                n++;
            }
        }
        assertThat(worst200).isEqualTo(.00835, within(1e-4));
        assertThat(sum200 / n).isEqualTo(.0014, within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, hard, 0, .2657",
        "3, 1, hard, 0, .1428",
        "1, .5, hard, 0, .3210",
        "3, .5, hard, 0, .0812",
        "1, .5, easy, 0, .1818",
        "2, .5, hard, 20, .1801",
        "3, .3, hard, 20, .1430",
        "3, .5, hard, 40, .1453",
        "1, .6, hard, 10, .3015"
    })
    void givesTheListedErrors(
            double alphaOfKept, double f, String keep, double theta, double error) {
        assertThat(PruningTheory.of(setting(alphaOfKept / f, f, keep, theta)).error())
                .isEqualTo(error, within(5.1e-5));
    }

    /// The two equations of the paper, integrated here by Simpson's rule.
    @ParameterizedTest
    @CsvSource({
        "2, .4, hard",
        "8, .2, hard",
        "40, .3, hard",
        ".3, .1, easy",
        "5, .7, easy",
        "3, 1, hard"
    })
    void solvesTheEquationsOfThePaper(double alphaTotal, double f, String keep) {
        PruningTheory.Result result = PruningTheory.of(setting(alphaTotal, f, keep, 0));
        double r = result.overlap();
        double kappa = result.margin();
        double s = Math.sqrt(1 - r * r);
        double alpha = f * alphaTotal;
        var normal = new NormalDistribution();
        boolean hard = keep.equals("hard");
        double edge =
                f == 1 ? 40 : normal.inverseCumulativeProbability(hard ? (1 + f) / 2 : 1 - f / 2);
        DoubleUnaryOperator first =
                t ->
                        normal.density(t)
                                * (kappa - t)
                                * ((hard ? Math.exp(-r * r * t * t / (2 * s * s)) : 0)
                                        - (hard ? 1 : -1)
                                                * Math.exp(
                                                        -(edge - r * t)
                                                                * (edge - r * t)
                                                                / (2 * s * s)));
        DoubleUnaryOperator second =
                t ->
                        normal.density(t)
                                * (kappa - t)
                                * (kappa - t)
                                * (hard
                                        ? normal.probability(-r * t / s, (edge - r * t) / s)
                                        : normal.cumulativeProbability(-(edge - r * t) / s));

        assertThat(2 * alpha / (f * Math.sqrt(2 * Math.PI) * s) * simpson(first, -10, kappa))
                .isEqualTo(r, within(1e-7));
        assertThat(2 * alpha / f * simpson(second, -10, kappa)).isEqualTo(s * s, within(1e-7));
    }

    @Test
    void solvesEverySettingOfTheDomain() {
        var random = new SplittableRandom(5);
        for (int i = 0; i < 100; i++) {
            double alphaTotal = Math.pow(10, -1 + 3 * random.nextDouble());
            double f = Math.pow(.02, random.nextDouble());
            double theta =
                    random.nextInt(5) == 0 ? 90. * random.nextInt(2) : 90 * random.nextDouble();
            for (Keep keep : Keep.values()) {
                var setting = new PruningSetting(alphaTotal, f, keep, theta);
                PruningTheory.Result result = PruningTheory.of(setting);

                assertThat(result.error()).as(setting.toString()).isBetween(1e-5, .5);
                assertThat(result.overlap())
                        .isEqualTo(Math.cos(Math.PI * result.error()), within(1e-12));
                assertThat(result.margin()).isPositive();
                var more = new PruningSetting(1.1 * alphaTotal, f, keep, theta);
                assertThat(PruningTheory.of(more).margin())
                        .as("more examples leave less margin, %s", setting)
                        .isLessThan(result.margin());
            }
        }
    }

    @Test
    void goesToItsLimitsWithoutAStep() {
        for (Keep keep : Keep.values()) {
            for (double alphaTotal : new double[] {.5, 5, 50}) {
                double straight = error(alphaTotal, .3, keep, 0);
                assertThat(error(alphaTotal, .3, keep, 1e-3)).isEqualTo(straight, within(2e-5));
                assertThat(error(alphaTotal, .3, keep, 1e-7)).isEqualTo(straight, within(1e-7));
                double all = error(alphaTotal, 1, keep, 0);
                assertThat(error(alphaTotal, 1, keep, 33)).isEqualTo(all);
                assertThat(error(alphaTotal, 1 - 1e-9, keep, 33)).isEqualTo(all, within(1e-5));
                // A probe at a right angle knows nothing, yet what it keeps is no random sample.
                assertThat(error(alphaTotal, .3, keep, 90))
                        .isEqualTo(error(alphaTotal, .3, keep, 89.999), within(1e-5));
            }
        }
        assertThat(error(1e4, 1, Keep.HARDEST, 0))
                .as("the power law of what is not pruned: error ∝ 1/α")
                .isEqualTo(error(1e3, 1, Keep.HARDEST, 0) / 10, within(2e-7));
    }

    @Test
    void refusesWhatIsNoDataSet() {
        assertThatThrownBy(() -> new PruningSetting(Double.NaN, .5, Keep.HARDEST, 0))
                .hasMessageContaining("alphaTotal is NaN");
        assertThatThrownBy(() -> new PruningSetting(1, 0, Keep.HARDEST, 0))
                .hasMessageContaining("keepFraction is 0.0");
        assertThatThrownBy(() -> new PruningSetting(1, .5, Keep.HARDEST, 91))
                .hasMessageContaining("thetaDegrees is 91.0");
    }

    static PruningSetting setting(double alphaTotal, double f, String keep, double theta) {
        return new PruningSetting(
                alphaTotal, f, keep.equals("hard") ? Keep.HARDEST : Keep.EASIEST, theta);
    }

    private static double error(double alphaTotal, double f, Keep keep, double theta) {
        return PruningTheory.of(new PruningSetting(alphaTotal, f, keep, theta)).error();
    }

    private static double simpson(DoubleUnaryOperator function, double from, double to) {
        int n = 20_000;
        double h = (to - from) / n;
        double sum = function.applyAsDouble(from) + function.applyAsDouble(to);
        for (int i = 1; i < n; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * function.applyAsDouble(from + i * h);
        }
        return sum * h / 3;
    }
}
