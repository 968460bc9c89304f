package dev.lawcast.schedules;

import dev.lawcast.calibration.FrozenForecasts;
import dev.lawcast.jobs.Watch;
import dev.lawcast.runs.RunArrival;
import dev.lawcast.runs.RunArrivals;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Instant;
import java.util.Optional;

/// Holds runs that have arrived against the forecasts that spoke of them, fires what is due, and
/// queues what is left to do for fits that have ended.
@Component
class ScheduleWatch implements Watch {

    private static final Logger log = LoggerFactory.getLogger(ScheduleWatch.class);

    private final RunArrivals arrivals;
    private final ScheduleRepository rows;
    private final Schedules schedules;
    private final Refits refits;
    private final FrozenForecasts frozen;
    private final Alerts alerts;
    private final TransactionTemplate transaction;

    ScheduleWatch(
            RunArrivals arrivals,
            ScheduleRepository rows,
            Schedules schedules,
            Refits refits,
            FrozenForecasts frozen,
            Alerts alerts,
            PlatformTransactionManager transactions) {
        this.arrivals = arrivals;
        this.rows = rows;
        this.schedules = schedules;
        this.refits = refits;
        this.frozen = frozen;
        this.alerts = alerts;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public String name() {
        return "schedules";
    }

    @Override
    public String places() {
        return "workspaces_with_due_schedules";
    }

    @Override
    public void look() {
        look(Instant.now());
    }

    void look(Instant now) {
        boolean more = true;
        while (more) {
            more = noteArrival(now);
        }
        refits.queueEnded();
        more = true;
        while (more) {
            more = schedules.fireDue(now);
        }
    }

    private boolean noteArrival(Instant now) {
        try {
            return Boolean.TRUE.equals(transaction.execute(_ -> takeArrival(now, true)));
        } catch (RuntimeException e) {
            // whatever it is must not keep later runs waiting
            log.error("Forecasts could not be held against runs that arrived", e);
            return Boolean.TRUE.equals(transaction.execute(_ -> takeArrival(now, false)));
        }
    }

    private boolean takeArrival(Instant now, boolean score) {
        Optional<RunArrival> taken = arrivals.take();
        taken.ifPresent(arrival -> {
            rows.arrived(arrival.experiment(), arrival.count(), now);
            if (score && frozen.arrived(arrival)) {
                alerts.checkCalibration(arrival.experiment());
            }
        });
        return taken.isPresent();
    }
}
