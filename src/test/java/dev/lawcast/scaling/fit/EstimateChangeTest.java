package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class EstimateChangeTest {

    private static final ScalingLaw LAW =
            LawCatalogue.all().stream()
                    .filter(law -> law.id().equals("power_law"))
                    .findFirst()
                    .orElseThrow();
    private static final double[] TRUTH = {20, .3};
    private static final FitSettings SETTINGS =
            new FitSettings(
                    new Objective(ResidualSpace.LOG, new ResidualLoss.Squared()),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    FitSettings.Noise.ESTIMATED,
                    new FitSettings.Bootstrap(0, FitSettings.Bootstrap.Unit.RUN, 1),
                    .95,
                    1);

    /// 400 studies of 20 runs to which 6 are added, the true law being the fitted one: the spread
    /// of z is then within 10 % of 1 by 99.5 %.
    @Test
    void isAStandardNormalWhereTheLawHolds() {
        double[] z = IntStream.range(0, 400).mapToDouble(EstimateChangeTest::z).toArray();

        double mean = java.util.Arrays.stream(z).average().orElseThrow();
        double spread =
                Math.sqrt(java.util.Arrays.stream(z).map(v -> v * v).average().orElseThrow());
        assertThat(mean).isEqualTo(0, within(.15));
        assertThat(spread).isEqualTo(1, within(.12));
    }

    @Test
    void isNullWhereTheFurtherRunsSayNothing() {
        var few = new EstimateChange.Version(.3, .01, .02);
        var many = new EstimateChange.Version(.3, .01, .02);

        assertThat(EstimateChange.z(few, many)).isNull();
    }

    private static double z(int study) {
        var random = new SplittableRandom(study);
        int n = 26;
        double[] x = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = 1e6 * Math.pow(2, i * 10. / n);
            y[i] = LAW.value(TRUTH, new double[] {x[i]}) * Math.exp(.03 * gaussian(random));
        }
        var all =
                new Observations(
                        IntStream.range(0, n).mapToObj(String::valueOf).toList(),
                        new double[][] {x},
                        y,
                        null,
                        null);
        FittedLaw few = fit(all.rows(IntStream.range(0, 20).toArray()));
        FittedLaw many = fit(all);
        return java.util.Objects.requireNonNull(EstimateChange.z(version(few), version(many)));
    }

    private static FittedLaw fit(Observations runs) {
        return java.util.Objects.requireNonNull(QuickFit.of(LAW, runs, SETTINGS, Progress.NONE));
    }

    private static EstimateChange.Version version(FittedLaw fitted) {
        int alpha = fitted.indexOf("alpha");
        double[][] covariance = java.util.Objects.requireNonNull(fitted.covariance());
        return new EstimateChange.Version(
                fitted.estimate()[alpha],
                Math.sqrt(covariance[alpha][alpha]),
                fitted.noise().standardDeviation());
    }

    /// Box and Muller.
    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
