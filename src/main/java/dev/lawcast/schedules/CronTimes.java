package dev.lawcast.schedules;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;

/// The times that a cron expression of five fields (minute, hour, day of month, month, day of week)
/// names on the clocks of a time zone. An hour that the clocks skip in spring does not come that
/// day; one that comes twice in autumn counts once.
final class CronTimes {

    private static final Map<String, String> MACROS =
            Map.of(
                    "@hourly", "0 * * * *",
                    "@daily", "0 0 * * *",
                    "@midnight", "0 0 * * *",
                    "@weekly", "0 0 * * 0",
                    "@monthly", "0 0 1 * *",
                    "@yearly", "0 0 1 1 *",
                    "@annually", "0 0 1 1 *");

    private final CronExpression expression;
    private final ZoneId zone;

    private CronTimes(CronExpression expression, ZoneId zone) {
        this.expression = expression;
        this.zone = zone;
    }

    /// @throws IllegalArgumentException whose message is the rule that is broken, as a sentence
    static CronTimes of(String text, ZoneId zone) {
        String given = text.strip();
        String fields = MACROS.getOrDefault(given, given);
        String[] each = fields.split("\\s+");
        if (each.length != 5) {
            throw new IllegalArgumentException(
                    "'%s' has %d fields, must have five: minute, hour, day of month, month, day of week.%s"
                            .formatted(
                                    given,
                                    each.length,
                                    each.length == 6 ? " Maybe seconds stand in front." : ""));
        }
        if (restricts(each[2]) && restricts(each[4])) {
            throw new IllegalArgumentException(
                    "'%s' names days of the month and days of the week. Maybe two schedules are meant: some crons take either day, some only days that are both."
                            .formatted(given));
        }
        CronTimes times;
        try {
            times = new CronTimes(CronExpression.parse("0 " + String.join(" ", each)), zone);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s' is no cron expression: %s."
                            .formatted(
                                    given, String.valueOf(e.getMessage()).replaceAll("\\.$", "")),
                    e);
        }
        if (times.after(Instant.now()) == null) {
            throw new IllegalArgumentException(
                    "'%s' names a day that never comes.".formatted(given));
        }
        return times;
    }

    private static boolean restricts(String field) {
        return !field.equals("*") && !field.equals("?");
    }

    /// The first time after another one; null where there is none.
    @Nullable Instant after(Instant time) {
        ZonedDateTime next = expression.next(ZonedDateTime.ofInstant(time, zone));
        // Clocks that are set back show the same time again.
        while (next != null && repeated(next)) {
            next = expression.next(next);
        }
        return next == null ? null : next.toInstant();
    }

    private static boolean repeated(ZonedDateTime time) {
        return !time.withEarlierOffsetAtOverlap().equals(time);
    }

    /// How many times come after one time and not after another, counted up to a limit.
    int between(Instant from, Instant until, int most) {
        int count = 0;
        Instant next = after(from);
        while (next != null && !next.isAfter(until) && count < most) {
            count++;
            next = after(next);
        }
        return count;
    }

    /// How much later than named a schedule fires at one time: spread evenly below `most`, the same
    /// in every process.
    static Duration jitter(Object schedule, Instant time, int mostSeconds) {
        if (mostSeconds == 0) {
            return Duration.ZERO;
        }
        long mixed = (schedule.hashCode() * 31L + time.getEpochSecond()) * 0x9E3779B97F4A7C15L;
        double share = ((mixed ^ mixed >>> 32) >>> 11) * 0x1p-53;
        return Duration.ofMillis((long) (share * mostSeconds * 1000));
    }
}
