package dev.lawcast.scaling.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/// The short version of [CoverageStudy]; the seed is fixed. Intervals can be too narrow or too
/// wide:
///
/// - a new run's chance to lie within scatters by .003 over 400 studies; the bounds leave 3 of 100
///   below .95, where the bootstrap is known to fall short, and reach .975, which intervals a fifth
///   too wide exceed;
/// - the mean's coverage scatters by .011, too much to show width, so it has a lower bound alone,
///   and the width itself, as that of the exponent's interval, is compared with the spread of the
///   errors, which is known to 4 %: the bounds are 4 such errors from 1, and intervals a fifth too
///   wide or too narrow lie beyond them.
class CoverageTest {

    private static final int STUDIES = 400;
    private static final int REPLICATES = 100;

    static List<CoverageStudy> studies() {
        return CoverageStudy.all();
    }

    @ParameterizedTest
    @MethodSource("studies")
    void intervalsOf95PercentAreAsWideAsTheTruthAsksInsideTheRunsAndFourTimesOutside(
            CoverageStudy study) {
        var coverage = study.run(STUDIES, REPLICATES, 1);

        assertThat(coverage.fitted()).as("fits that converged").isEqualTo(STUDIES);
        assertThat(coverage.insideRun()).as("new run, inside").isBetween(.92, .975);
        assertThat(coverage.outsideRun()).as("new run, outside").isBetween(.92, .975);
        assertThat(coverage.insideMean()).as("mean, inside").isGreaterThan(.9);
        assertThat(coverage.outsideMean()).as("mean, outside").isGreaterThan(.9);
        assertThat(coverage.insideWidth()).as("width, inside").isBetween(.86, 1.16);
        assertThat(coverage.outsideWidth()).as("width, outside").isBetween(.86, 1.16);
        assertThat(coverage.exponentWidth()).as("width, exponent").isBetween(.86, 1.16);
    }
}
