package dev.lawcast.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.DoubleSummaryStatistics;
import java.util.UUID;
import java.util.stream.IntStream;

class CronTimesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 6 * * *     | 2026-01-15T12:00:00Z | 2026-01-16T05:00:00Z", // winter: UTC+1
                "0 6 * * *     | 2026-07-15T12:00:00Z | 2026-07-16T04:00:00Z", // summer: UTC+2
                "*/15 * * * *  | 2026-01-15T12:01:00Z | 2026-01-15T12:15:00Z",
                "30 18 * * 1-5 | 2026-01-16T18:00:00Z | 2026-01-19T17:30:00Z", // Friday evening
                "0 0 1 * *     | 2026-01-15T12:00:00Z | 2026-01-31T23:00:00Z",
                "0 6 * * SUN   | 2026-01-15T12:00:00Z | 2026-01-18T05:00:00Z",
                "0 6 * * 7     | 2026-01-15T12:00:00Z | 2026-01-18T05:00:00Z",
                "0 6 * * 0     | 2026-01-15T12:00:00Z | 2026-01-18T05:00:00Z",
                "@daily        | 2026-01-15T12:00:00Z | 2026-01-15T23:00:00Z",
                // the clocks go from 2:00 to 3:00 on 29 March: there is no 2:30 that day
                "30 2 * * *    | 2026-03-28T12:00:00Z | 2026-03-30T00:30:00Z",
                // and from 3:00 back to 2:00 on 25 October: 2:30 comes twice and counts once
                "30 2 * * *    | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z",
                "30 2 * * *    | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z",
            })
    void namesTheNextTimeOnTheClocksOfItsZone(String cron, Instant after, Instant next) {
        assertThat(CronTimes.of(cron, BERLIN).after(after)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 6 * *       | five",
                "0 0 6 * * *   | Maybe seconds",
                "0 6 1 * 1     | Maybe two schedules",
                "0 25 * * *    | no cron expression",
                "0 0 30 2 *    | never comes",
                "x             | five",
            })
    void refusesWithTheLikelyCause(String cron, String said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronTimes.of(cron, BERLIN))
                .withMessageContaining(said);
    }

    @Test
    void countsTheTimesThatWereMissed() {
        CronTimes hourly = CronTimes.of("@hourly", BERLIN);

        Instant from = Instant.parse("2026-01-15T12:00:00Z");
        assertThat(hourly.between(from, from.plus(Duration.ofHours(5)), 100)).isEqualTo(5);
        assertThat(hourly.between(from, from.plus(Duration.ofMinutes(59)), 100)).isZero();
        assertThat(hourly.between(from, from.plus(Duration.ofDays(365)), 100)).isEqualTo(100);
    }

    @Test
    void spreadsTheSameTimeOfManySchedulesEvenly() {
        Instant time = Instant.parse("2026-01-15T12:00:00Z");
        DoubleSummaryStatistics spread =
                IntStream.range(0, 2000)
                        .mapToDouble(i ->
                                CronTimes.jitter(new UUID(i, i * 31L), time, 600).toMillis()
                                        / 1000.)
                        .summaryStatistics();

        assertThat(spread.getMin()).isBetween(0., 10.);
        assertThat(spread.getMax()).isBetween(590., 600.);
        assertThat(spread.getAverage()).isBetween(285., 315.);
        UUID one = new UUID(1, 2);
        assertThat(CronTimes.jitter(one, time, 600)).isEqualTo(CronTimes.jitter(one, time, 600));
    }
}
