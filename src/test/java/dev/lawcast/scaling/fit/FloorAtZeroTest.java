package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.scaling.law.PowerLawConstant;

import org.junit.jupiter.api.Test;

import java.util.Objects;

/// Limits where the floor of a law lies at its bound 0, or its interval reaches it.
/// `docs/reference/coverage.md` says how often they hold.
class FloorAtZeroTest {

    private static final double[] LOW = {.02, 400, .3};

    private static FitReport fit(double noise, long seed) {
        double[] size = new double[24];
        for (int i = 0; i < size.length; i++) {
            size[i] = 1e6 * Math.pow(1000, i / 23.);
        }
        var law = new PowerLawConstant();
        return Planted.report(
                Fitter.fit(
                        law,
                        Planted.runs(law, LOW, new double[][] {size}, noise, seed),
                        Planted.settings(400),
                        Progress.NONE));
    }

    /// Of 20 data sets the first whose floor is (or is not) estimated as 0.
    private static FitReport whereFloorIsZero(boolean zero) {
        for (int seed = 1; seed <= 20; seed++) {
            FitReport report = fit(.03, seed);
            if ((Objects.requireNonNull(floor(report).estimate()) == 0) == zero) {
                return report;
            }
        }
        throw new AssertionError("no such data set among 20");
    }

    private static FitReport.ParameterReport floor(FitReport report) {
        return report.parameters().getFirst();
    }

    @Test
    void theDefaultIntervalHoldsTheProfileWhereDrawsPileUpAtTheBound() {
        for (boolean zero : new boolean[] {true, false}) {
            for (FitReport.ParameterReport parameter : whereFloorIsZero(zero).parameters()) {
                Interval profile = Objects.requireNonNull(parameter.intervals().profile());
                assertThat(parameter.intervals().bootstrap())
                        .isEqualTo(Interval.hull(parameter.intervals().bootstrap(), profile));
            }
        }
    }

    @Test
    void elsewhereDrawsStandAlone() {
        var report =
                Planted.report(
                        Fitter.fit(
                                new PowerLawConstant(),
                                Planted.power(24, 1, .01, 1),
                                Planted.settings(400),
                                Progress.NONE));

        assertThat(report.parameters())
                .anySatisfy(p ->
                        assertThat(p.intervals().bootstrap())
                                .isNotEqualTo(
                                        Interval.hull(
                                                p.intervals().bootstrap(),
                                                p.intervals().profile())));
    }
}
