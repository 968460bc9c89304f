package dev.lawcast.jobs;

import org.jspecify.annotations.Nullable;

/// Looks for work that stands in tables: times that have come, rows that others left behind. Every
/// process looks, so what is found must be claimed by its row (`for update skip locked`).
///
/// Unlike a [JobKind] it is not kept waiting by long computations, and it must not compute itself.
public interface Watch {

    /// For its thread and the log.
    String name();

    /// A function of the database that tells in which places a look may find something; null to
    /// look in all. Asked before every round.
    default @Nullable String places() {
        return null;
    }

    /// Does what is to be done by now, within what the [WatchScope] shows. An exception is logged,
    /// and the next look comes as usual.
    void look();
}
