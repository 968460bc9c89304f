package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.lawcast.scaling.fit.FitOutcome.Converged;
import dev.lawcast.scaling.fit.FitSettings.Bootstrap.Unit;
import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLaw;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

class UncertaintyTest {

    private static Converged fit(ScalingLaw law, Observations data, FitSettings settings) {
        return (Converged) Fitter.fit(law, data, settings, Progress.NONE);
    }

    /// In logs a power law is a straight line, whose errors are in every textbook.
    @Test
    void waldErrorsOfAPowerLawAreThoseOfAStraightLine() {
        Observations data =
                Planted.runs(
                        new PowerLaw(),
                        new double[] {20, .2},
                        Planted.power(15, 1, .02, 1).x(),
                        .02,
                        3);
        int n = data.size();
        double[] u = Arrays.stream(data.x()[0]).map(Math::log).toArray();
        double[] v = Arrays.stream(data.y()).map(Math::log).toArray();
        double mu = Arrays.stream(u).average().orElseThrow();
        double mv = Arrays.stream(v).average().orElseThrow();
        double suu = 0;
        double suv = 0;
        double svv = 0;
        for (int i = 0; i < n; i++) {
            suu += (u[i] - mu) * (u[i] - mu);
            suv += (u[i] - mu) * (v[i] - mv);
            svv += (v[i] - mv) * (v[i] - mv);
        }
        double slope = suv / suu;
        double error = Math.sqrt((svv - suv * suv / suu) / (n - 2) / suu);

        var alpha = fit(new PowerLaw(), data, Planted.settings(0)).report().parameters().get(1);

        assertThat(alpha.estimate()).satisfies(e -> assertThat(e).isCloseTo(-slope, within(1e-9)));
        assertThat(alpha.standardError())
                .satisfies(e -> assertThat(e).isCloseTo(error, withPercentage(1e-4)));
    }

    @Test
    void knownNoiseIsTakenAtItsWord() {
        Observations drawn = Planted.power(12, 2, .01, 1);
        double[] errors = Arrays.stream(drawn.y()).map(y -> .01 * y).toArray();
        double[] doubled = Arrays.stream(errors).map(e -> 2 * e).toArray();

        assertThat(errorOfAlpha(drawn, doubled))
                .isCloseTo(2 * errorOfAlpha(drawn, errors), withPercentage(1e-6));
    }

    private static double errorOfAlpha(Observations drawn, double[] errors) {
        var data = new Observations(drawn.keys(), drawn.x(), drawn.y(), errors, null);
        var settings =
                new FitSettings(
                        Objective.LOG_SQUARED,
                        Map.of(),
                        Map.of(),
                        List.of(),
                        FitSettings.Noise.KNOWN,
                        new FitSettings.Bootstrap(0, Unit.RUN, 1),
                        .95,
                        1);
        double[][] covariance = fit(new PowerLawConstant(), data, settings).fitted().covariance();
        assertThat(covariance).isNotNull();
        return covariance == null ? Double.NaN : Math.sqrt(covariance[2][2]);
    }

    @Test
    void drawsAreTheSameBitsWhateverTheNumberOfThreads() {
        Observations data = Planted.power(14, 2, .01, 1);

        for (Unit unit : Unit.values()) {
            double[][] one =
                    fit(new PowerLawConstant(), data, Planted.settings(80, unit, 1))
                            .fitted()
                            .draws();
            double[][] three =
                    fit(new PowerLawConstant(), data, Planted.settings(80, unit, 3))
                            .fitted()
                            .draws();
            assertThat(three).isDeepEqualTo(one);
            assertThat(one).hasNumberOfRows(80);
        }
    }

    @Test
    void seedsOfAConfigurationAreDrawnTogether() {
        Observations data = Planted.power(8, 3, 0, 1);
        double[] y = data.y().clone();
        for (int i = 0; i < y.length; i++) {
            y[i] *= Math.exp(.02 * Math.sin(7 * (i / 3)));
        }
        Observations shared = Planted.observations(data.x(), y);

        assertThat(spreadOfAlpha(shared, Unit.CONFIGURATION))
                .as("errors shared by the seeds of a size do not average out")
                .isGreaterThan(1.3 * spreadOfAlpha(shared, Unit.RUN));
    }

    private static double spreadOfAlpha(Observations data, Unit unit) {
        double[][] draws =
                fit(new PowerLawConstant(), data, Planted.settings(300, unit, 2)).fitted().draws();
        return deviation(draws, 2);
    }

    private static double deviation(double[][] draws, int k) {
        double mean = Arrays.stream(draws).mapToDouble(d -> d[k]).average().orElseThrow();
        double squares = Arrays.stream(draws).mapToDouble(d -> (d[k] - mean) * (d[k] - mean)).sum();
        return Math.sqrt(squares / (draws.length - 1));
    }

    /// Standard errors of the replication (arXiv 2404.10102, 4,000 replicates): A 124.6, B 1293, E
    /// .026, α .015, β .021. 300 replicates scatter by 4 %, B's long tail by more.
    @Test
    void bootstrapOfTheChinchillaRunsAgreesWithTheReplication() {
        var law = new Chinchilla();
        var settings =
                new FitSettings(
                        law.defaultObjective(),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        FitSettings.Noise.ESTIMATED,
                        new FitSettings.Bootstrap(300, Unit.RUN, 1),
                        .95,
                        2);
        var converged = fit(law, ReferenceData.chinchilla(), settings);
        double[][] draws = converged.fitted().draws();

        assertThat(draws).hasNumberOfRows(300);
        assertThat(deviation(draws, 0)).isCloseTo(.026, withPercentage(25));
        assertThat(deviation(draws, 1)).isCloseTo(124.6, withPercentage(25));
        assertThat(deviation(draws, 2)).isCloseTo(1293, withPercentage(25));
        assertThat(deviation(draws, 3)).isCloseTo(.015, withPercentage(25));
        assertThat(deviation(draws, 4)).isCloseTo(.021, withPercentage(25));
    }

    @Test
    void theRunWithTheGreatestInfluenceIsFound() {
        Observations clean = Planted.power(20, 1, .002, 1);
        double[] y = clean.y().clone();
        y[19] *= 1.03;
        var report =
                fit(new PowerLawConstant(), Planted.observations(clean.x(), y), Planted.settings(0))
                        .report();

        assertThat(report.influence())
                .filteredOn(i -> i.parameter().equals("alpha"))
                .singleElement()
                .satisfies(i -> assertThat(i.run()).isEqualTo(clean.keys().get(19)));
    }
}
