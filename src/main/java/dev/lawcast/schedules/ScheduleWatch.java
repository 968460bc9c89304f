package dev.lawcast.schedules;

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
import java.util.UUID;

/// Notes runs that have arrived, fires what is due, and ends what is done.
@Component
class ScheduleWatch implements Watch {

    private static final Logger log = LoggerFactory.getLogger(ScheduleWatch.class);

    private final RunArrivals arrivals;
    private final ScheduleRepository rows;
    private final Schedules schedules;
    private final Refits refits;
    private final TransactionTemplate transaction;

    ScheduleWatch(
            RunArrivals arrivals,
            ScheduleRepository rows,
            Schedules schedules,
            Refits refits,
            PlatformTransactionManager transactions) {
        this.arrivals = arrivals;
        this.rows = rows;
        this.schedules = schedules;
        this.refits = refits;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public String name() {
        return "schedules";
    }

    @Override
    public void look() {
        look(Instant.now());
    }

    void look(Instant now) {
        boolean more = true;
        while (more) {
            more = Boolean.TRUE.equals(transaction.execute(_ -> noteArrival(now)));
        }
        for (UUID ended : refits.ended()) {
            try {
                refits.end(ended);
            } catch (RuntimeException e) {
                log.error("The refit {} could not be ended", ended, e);
                refits.fail(ended, "The refit failed inside the service: " + e);
            }
        }
        more = true;
        while (more) {
            more = schedules.fireDue(now);
        }
    }

    private boolean noteArrival(Instant now) {
        Optional<RunArrival> arrival = arrivals.take();
        arrival.ifPresent(a -> rows.arrived(a.experiment(), a.count(), now));
        return arrival.isPresent();
    }
}
