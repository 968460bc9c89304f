package dev.lawcast.scaling.transport;

/// Costs that are kept, or computed anew whenever they are asked for. For several threads at once.
public interface CostRows {

    int rows();

    int columns();

    /// Costs of rows from … to − 1 to all columns, one row in each array of `out`.
    void fill(int from, int to, double[][] out);

    /// The same costs with rows and columns exchanged.
    CostRows transposed();
}
