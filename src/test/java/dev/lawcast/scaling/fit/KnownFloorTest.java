package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;

import dev.lawcast.scaling.fit.FitOutcome.Converged;
import dev.lawcast.scaling.fit.FitReport.Intervals;
import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.Objective;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/// The measured grid whose floor is known: with 10 % of the labels replaced, the entropy of a label
/// is .5003 nats, and no model can be below it (`measured/size_data_grid/README.md`).
class KnownFloorTest {

    private static final double FLOOR = .5003;

    private static Intervals floor(Predicate<NamedCsvRecord> wanted) {
        var data =
                ReferenceData.observations(
                        "measured/size_data_grid/runs.csv",
                        List.of("parameters", "samples"),
                        "loss",
                        wanted);
        var settings =
                FitSettings.of(Objective.LOG_SQUARED)
                        .with(new FitSettings.Bootstrap(500, FitSettings.Bootstrap.Unit.RUN, 1));
        var fit = (Converged) Fitter.fit(new Chinchilla(), data, settings, Progress.NONE);
        return fit.report().parameters().getFirst().intervals();
    }

    private static boolean small(NamedCsvRecord row) {
        double samples = ReferenceData.number(row, "samples");
        return samples >= 500 && samples <= 4000 && ReferenceData.number(row, "parameters") < 4000;
    }

    @Test
    void intervalsOfAllRunsHoldTheKnownFloor() {
        holds(floor(_ -> true));
    }

    @Test
    void intervalsOfTheFortySmallRunsHoldTheKnownFloor() {
        holds(floor(KnownFloorTest::small));
    }

    private static void holds(Intervals floor) {
        var profile = Objects.requireNonNull(floor.profile());
        var bootstrap = Objects.requireNonNull(floor.bootstrap());

        assertThat(profile.contains(FLOOR)).as("%s", profile).isTrue();
        assertThat(bootstrap.contains(FLOOR)).as("%s", bootstrap).isTrue();
        assertThat(width(bootstrap)).isLessThan(1.3 * width(profile));
    }

    private static double width(Interval interval) {
        return Objects.requireNonNull(interval.upper()) - Objects.requireNonNull(interval.lower());
    }
}
