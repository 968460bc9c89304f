package dev.lawcast.jobs;

import java.util.List;

/// What stands around every job: the surroundings in which it was asked for. Several stand within
/// each other, in their order.
public interface JobScope {

    /// Does the work of the job `id` of the kind `name`.
    void around(String name, String id, Runnable work);

    /// The job was just put into the queue, in the transaction of the caller.
    default void enqueued(String name, String id) {}

    /// The first outermost.
    static JobScope within(List<JobScope> scopes) {
        return new JobScope() {
            @Override
            public void around(String name, String id, Runnable work) {
                Runnable all = work;
                for (JobScope scope : scopes.reversed()) {
                    Runnable inner = all;
                    all = () -> scope.around(name, id, inner);
                }
                all.run();
            }

            @Override
            public void enqueued(String name, String id) {
                scopes.forEach(scope -> scope.enqueued(name, id));
            }
        };
    }
}
