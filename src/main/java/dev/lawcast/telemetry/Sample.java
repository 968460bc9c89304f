package dev.lawcast.telemetry;

import java.util.Map;

/// What one look at the database saw.
///
/// @param queues by the kind of their jobs; kinds of which there is no job are missing
/// @param databaseBytes size on disk of all tables
record Sample(Map<String, Queue> queues, double databaseBytes) {

    /// @param waiting jobs that are due and that no process works on
    /// @param running jobs that a process works on
    /// @param oldestSeconds for how long the one that waits longest has waited; 0 where none waits
    record Queue(long waiting, long running, double oldestSeconds) {
        static final Queue EMPTY = new Queue(0, 0, 0);
    }

    Queue queue(String kind) {
        return queues.getOrDefault(kind, Queue.EMPTY);
    }
}
