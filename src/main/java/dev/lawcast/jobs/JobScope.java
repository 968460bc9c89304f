package dev.lawcast.jobs;

/// What stands around every job: the surroundings in which it was asked for.
public interface JobScope {

    /// Does the work of the job `id` of the kind `name`.
    void around(String name, String id, Runnable work);
}
