package dev.lawcast.drill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// The short version, on the packaged jar; the long one is `ops/drills/run.sh faults`.
class FaultDrillIT {

    @TempDir Path work;

    @Test
    void theServiceRecoversFromAFrozenDatabaseAndEndsInOrderUnderLoad() throws Exception {
        FaultDrill.Outcome outcome =
                FaultDrill.run(work, List.of(FaultDrill.Fault.FROZEN, FaultDrill.Fault.TERM), 1);

        assertThat(outcome.faults()).isEmpty();
        assertThat(outcome.acknowledged()).isPositive();
        assertThat(outcome.lost()).as("lost").isZero();
        assertThat(outcome.doubled()).as("doubled").isZero();
    }
}
