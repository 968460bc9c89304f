package dev.lawcast.drill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// The short version, on the packaged jar; the long one is `ops/drills/run.sh kill`.
class KillDrillIT {

    @TempDir Path work;

    @Test
    void everyAcknowledgedRunAndSampleIsThereExactlyOnceAfterKills() throws Exception {
        KillDrill.Outcome outcome = KillDrill.run(work, 5, 1);

        assertThat(outcome.kills()).isGreaterThanOrEqualTo(5);
        assertThat(outcome.acknowledged()).isPositive();
        assertThat(outcome.samples()).isPositive();
        assertThat(outcome.lost()).as("lost").isZero();
        assertThat(outcome.doubled()).as("doubled").isZero();
        assertThat(outcome.unexpected()).as("unexpected answers").isZero();
    }
}
