package dev.lawcast.schedules;

import dev.lawcast.api.ApiException;
import dev.lawcast.jobs.JobKind;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

import java.util.UUID;
import java.util.function.BooleanSupplier;

/// Takes the runs of a firing and asks for its fit; and once that has ended, tells what it says.
/// Each of the two is one transaction, so a process that dies or is overtaken leaves nothing half
/// done.
@Component
class RefitJob implements JobKind {

    private static final Logger log = LoggerFactory.getLogger(RefitJob.class);
    private static final int MOST_DEATHS = 3;

    private final FiringRepository firings;

    /// Found when asked for: refits use the queue, and the queue knows this job.
    private final ObjectProvider<Refits> refits;

    RefitJob(FiringRepository firings, ObjectProvider<Refits> refits) {
        this.firings = firings;
        this.refits = refits;
    }

    @Override
    public String name() {
        return "refit";
    }

    @Override
    public void run(String id, BooleanSupplier stopping) {
        UUID firing = UUID.fromString(id);
        int deaths = firings.begin(firing).orElse(-1);
        if (deaths < 0) {
            return; // it has ended, or its schedule is gone
        }
        if (deaths >= MOST_DEATHS) {
            refits.getObject()
                    .fail(
                            firing,
                            "Its process, or the database, was lost "
                                    + MOST_DEATHS
                                    + " times while it worked on this refit.");
            return;
        }
        try {
            refits.getObject().goOn(firing);
        } catch (ApiException e) {
            refits.getObject().fail(firing, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void failed(String id, Throwable cause) {
        log.error("The refit {} failed", id, cause);
        refits.getObject()
                .fail(UUID.fromString(id), "The refit failed inside the service: " + cause);
    }
}
