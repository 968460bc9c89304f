package dev.lawcast.database;

/// Connections that can be cut off all at once, whatever waits on them.
public interface Severable {

    /// Whoever waits for an answer gets an exception of the class 08, connection failure.
    void cutOff();
}
