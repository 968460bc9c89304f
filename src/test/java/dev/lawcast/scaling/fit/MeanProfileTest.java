package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.QualityQuantity;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;

class MeanProfileTest {

    private static final int SIZES = 21;

    /// Ten parameters, most of them exponents: a valley in which a curve that is held too stiffly
    /// stops before the limit, which looks like a narrow interval.
    @Test
    void theProfileOfALawOfManyExponentsIsAsWideAsItsCurvatureSays() {
        FitSettings settings = Planted.settings(0);
        var law = new QualityQuantity().in(new LawForm(0, List.of("a", "b", "c")));
        double[][] x = new double[3][3 * SIZES];
        for (int i = 0; i < 3 * SIZES; i++) {
            x[0][i] = 2.5e5 * Math.pow(64, (double) (i / 3) / (SIZES - 1));
            x[1][i] = 1e6;
            x[2][i] = LawForm.code(i % 3);
        }
        double[] truth = {.05, 20, -.42, -.37, -.3, 6, 5, 3};
        for (long seed = 1; seed <= 5; seed++) {
            Observations runs = Planted.runs(law, truth, x, .02, seed);
            var fitted =
                    ((FitOutcome.Converged) Fitter.fit(law, runs, settings, Progress.NONE))
                            .fitted();
            double[] inside = {2e6, 1e6, 1};
            Interval profile =
                    Objects.requireNonNull(MeanProfile.of(fitted, runs, settings, inside, .95));
            Interval wald = Objects.requireNonNull(Spread.wald(fitted, inside, .95));
            assertThat(width(profile) / width(wald)).as("seed %d", seed).isBetween(.8, 1.25);
        }
    }

    private static double width(Interval interval) {
        return Objects.requireNonNull(interval.upper()) - Objects.requireNonNull(interval.lower());
    }
}
