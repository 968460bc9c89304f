package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// Residuals of ln(L/(1 − L)), for error rates.
class LogitFitsTest {

    private static final Objective LOGIT =
            new Objective(ResidualSpace.LOGIT, new ResidualLoss.Squared());

    private static FitSettings settings(int replicates) {
        return FitSettings.of(LOGIT)
                .with(new FitSettings.Bootstrap(replicates, FitSettings.Bootstrap.Unit.RUN, 3));
    }

    /// Figures of SciPy's least_squares on the same residuals, from 100 starts each.
    @ParameterizedTest
    @CsvSource({
        "logistic, 0.14857888593743795, 0.26665206388159196, 3.3297006564174514, 0.5735814329087426",
        "naive_bayes, 0.11059868101264629, 0.3891092467746183, 5.884125261654461, 0.7700503725954619",
    })
    void reachesTheOptimumOfAnIndependentFit(
            String learner, double objective, double floor, double factor, double exponent) {
        Observations runs =
                ReferenceData.observations(
                        "measured/learning_curves/runs.csv",
                        List.of("samples"),
                        "error",
                        row -> row.getField("learner").equals(learner));
        Solution found = Solver.solve(new PowerLawConstant(), runs, settings(0), Progress.NONE);

        assertThat(found.converged()).isTrue();
        assertThat(found.objective()).isEqualTo(objective, within(1e-10 * objective));
        assertThat(found.parameters()[0]).isEqualTo(floor, within(1e-6));
        assertThat(found.parameters()[1]).isEqualTo(factor, within(1e-5));
        assertThat(found.parameters()[2]).isEqualTo(exponent, within(1e-6));
    }

    /// With logit residuals the logit-linear law is a straight line: the textbook's estimate.
    @Test
    void isOrdinaryLeastSquaresForALawThatIsLinearInLogits() {
        var random = new SplittableRandom(11);
        int n = 20;
        double[] x = new double[n];
        double[] y = new double[n];
        double u = 0;
        double v = 0;
        double uu = 0;
        double uv = 0;
        for (int i = 0; i < n; i++) {
            x[i] = 100 * Math.pow(2, i % 10);
            double logit = 3 - .6 * Math.log(x[i]) + .3 * random.nextGaussian();
            y[i] = ResidualSpace.LOGIT.metric(logit);
            double ln = Math.log(x[i]);
            u += ln / n;
            v += logit / n;
            uu += ln * ln / n;
            uv += ln * logit / n;
        }
        double slope = (uv - u * v) / (uu - u * u);
        Solution found =
                Solver.solve(
                        LawCatalogue.find("logit_linear").orElseThrow(),
                        Planted.observations(new double[][] {x}, y),
                        settings(0),
                        Progress.NONE);

        assertThat(found.parameters()[1]).isEqualTo(slope, within(1e-8));
        assertThat(found.parameters()[0]).isEqualTo(v - slope * u, within(1e-7));
    }

    /// Errors near the guess of .9 and a law that could pass 1: starts beyond it are led back.
    @Test
    void findsTheOptimumFromStartsThatPredictMoreThanAll() {
        double[] truth = {.05, 2.6, .25};
        double[][] x = Planted.power(12, 1, 0, 1).x().clone();
        double[] y = new double[12];
        for (int i = 0; i < 12; i++) {
            x[0][i] = 60 * Math.pow(2, i);
            y[i] = new PowerLawConstant().value(truth, new double[] {x[0][i]});
        }
        assertThat(y[0]).isGreaterThan(.9);
        var settings =
                new FitSettings(
                        LOGIT,
                        Map.of(),
                        Map.of(),
                        List.of(Map.of("E", 0., "A", 30., "alpha", .3)),
                        FitSettings.Noise.ESTIMATED,
                        new FitSettings.Bootstrap(0, FitSettings.Bootstrap.Unit.RUN, 1),
                        .95,
                        1);
        Solution found =
                Solver.solve(
                        new PowerLawConstant(),
                        Planted.observations(x, y),
                        settings,
                        Progress.NONE);
        assertThat(found.converged()).isTrue();
        for (int k = 0; k < truth.length; k++) {
            assertThat(found.parameters()[k]).isEqualTo(truth[k], within(1e-6 * truth[k]));
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "1.2", "-.1"})
    void refusesSharesOutsideOfNoneAndAll(double share) {
        Observations runs = Planted.power(12, 1, 0, 1);
        for (int i = 0; i < runs.size(); i++) {
            runs.y()[i] = runs.y()[i] / 100;
        }
        runs.y()[3] = share;
        FitOutcome outcome = Fitter.fit(new PowerLawConstant(), runs, settings(0), Progress.NONE);

        assertThat(outcome).isInstanceOf(FitOutcome.InvalidObservations.class);
        assertThat(((FitOutcome.InvalidObservations) outcome).message())
                .contains("run-d-3", Double.toString(share), "between 0 and 1");
    }

    @Test
    void keepsEveryIntervalOfAShareWithinNoneAndAll() {
        var random = new SplittableRandom(5);
        double[] truth = {.5, 3, .3};
        int n = 16;
        double[] x = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = 700 * Math.pow(2, i / 2);
            double mean = new PowerLawConstant().value(truth, new double[] {x[i]});
            double logit = ResidualSpace.LOGIT.of(mean) + .3 * random.nextGaussian();
            y[i] = ResidualSpace.LOGIT.metric(logit);
        }
        var outcome =
                Fitter.fit(
                        new PowerLawConstant(),
                        Planted.observations(new double[][] {x}, y),
                        settings(200),
                        Progress.NONE);
        assertThat(outcome).isInstanceOf(FitOutcome.Converged.class);
        FittedLaw fitted = ((FitOutcome.Converged) outcome).fitted();
        Spread spread = Objects.requireNonNull(Spread.ofMetric(fitted, new double[] {700}, .95));
        assertThat(spread.scale()).isEqualTo(ResidualSpace.LOGIT);
        assertThat(Objects.requireNonNull(spread.interval(.95).upper())).isLessThan(1);
        assertThat(
                        Objects.requireNonNull(
                                Objects.requireNonNull(Spread.wald(fitted, new double[] {700}, .95))
                                        .upper()))
                .isLessThan(1);
    }
}
