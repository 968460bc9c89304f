package dev.lawcast.jobs;

/// Thrown by a job that stops because its process does: it stays in the queue.
public class JobHandedBack extends RuntimeException {

    public JobHandedBack(String message) {
        super(message);
    }
}
