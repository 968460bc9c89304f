package dev.lawcast.jobs;

/// What stands around every look of a [Watch]: the surroundings in which there is something to see.
public interface WatchScope {

    /// Looks in one after the other, in each once.
    void inEach(Runnable look);
}
