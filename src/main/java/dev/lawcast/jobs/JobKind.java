package dev.lawcast.jobs;

import java.util.function.BooleanSupplier;

/// What a job does. One instance serves all jobs of its kind, on several threads and in several
/// processes at once; a job may be started again after its process died, so its effect must be
/// fenced by its own row.
public interface JobKind {

    /// Stable: rows in the queue carry it.
    String name();

    /// Does the work.
    ///
    /// @param id what to work on, the caller's
    /// @param stopping true once the process is shutting down: then end soon by throwing
    ///   [JobHandedBack]
    /// @throws JobHandedBack when the job is to be started again, here or in another process
    void run(String id, BooleanSupplier stopping);

    /// Records that the job failed for good.
    void failed(String id, Throwable cause);
}
