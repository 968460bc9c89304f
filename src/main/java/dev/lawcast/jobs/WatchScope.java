package dev.lawcast.jobs;

import org.jspecify.annotations.Nullable;

/// What stands around every look of a [Watch]: the surroundings in which there is something to see.
public interface WatchScope {

    /// Looks in one after the other, in each once.
    ///
    /// @param places as [Watch#places()] says
    void inEach(@Nullable String places, Runnable look);
}
