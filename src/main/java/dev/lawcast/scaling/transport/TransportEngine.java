package dev.lawcast.scaling.transport;

/// Solves transport problems on one cost matrix, each starting from the answer of the last.
public sealed interface TransportEngine permits ExactTransport, EntropicTransport {

    /// @param a mass of each row, not negative, adding up to 1
    /// @param b mass of each column, the same
    /// @throws IllegalArgumentException where the masses are none
    /// @throws java.util.concurrent.CancellationException where it was asked for
    Transport solve(double[] a, double[] b);
}
