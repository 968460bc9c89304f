package dev.lawcast.scaling.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/// The short version of [CoverageStudy]. With 160 studies the share of a 95 % interval scatters by
/// .017; the seed is fixed.
class CoverageTest {

    private static final int STUDIES = 160;
    private static final double LEAST = .88; // .95 less four times that scatter
    private static final int REPLICATES = 100;

    static List<CoverageStudy> studies() {
        return CoverageStudy.all();
    }

    @ParameterizedTest
    @MethodSource("studies")
    void intervalsOf95PercentHoldTheTruthInsideTheRunsAndFourTimesOutside(CoverageStudy study) {
        var coverage = study.run(STUDIES, REPLICATES, 1);

        assertThat(coverage.fitted()).as("fits that converged").isEqualTo(STUDIES);
        assertThat(coverage.insideMean()).as("mean, inside").isBetween(LEAST, 1.);
        assertThat(coverage.insideRun()).as("new run, inside").isBetween(LEAST, 1.);
        assertThat(coverage.outsideMean()).as("mean, outside").isBetween(LEAST, 1.);
        assertThat(coverage.outsideRun()).as("new run, outside").isBetween(LEAST, 1.);
    }
}
