package dev.lawcast.api;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/// Whether the database has refused writes for want of space just now (SQLSTATE 53100). It says so
/// wherever its disk is; the service may see another one.
@Component("databaseSpace")
class FullDisk implements HealthIndicator {

    private static final String DISK_FULL = "53100";
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private volatile @Nullable Instant noticed;

    /// Takes note where a failure says it.
    boolean notice(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && DISK_FULL.equals(e.getSQLState())) {
                noticed = Instant.now();
                return true;
            }
        }
        return false;
    }

    @Override
    public Health health() {
        Instant last = noticed;
        return last != null && last.isAfter(Instant.now().minus(REMEMBERED))
                ? Health.down().withDetail("refused_at", last).build()
                : Health.up().build();
    }
}
