package dev.lawcast.jobs;

/// Looks for work that stands in tables: times that have come, rows that others left behind. Every
/// process looks, so what is found must be claimed by its row (`for update skip locked`).
///
/// Unlike a [JobKind] it is not kept waiting by long computations, and it must not compute itself.
public interface Watch {

    /// For its thread and the log.
    String name();

    /// Does what is to be done by now, within what the [WatchScope] shows. An exception is logged,
    /// and the next look comes as usual.
    void look();
}
