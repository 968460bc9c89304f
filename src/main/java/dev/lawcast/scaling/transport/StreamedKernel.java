package dev.lawcast.scaling.transport;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A kernel that is computed anew, some rows at a time, for every product: memory grows with n + m.
/// Its transposed products are products with the transposed costs, so that one thread alone makes
/// each sum. Blocks of rows take their buffers from a pool and give them back, which holds as many
/// as there are threads.
final class StreamedKernel implements GibbsKernel {

    private static final int ROWS = 16;

    private final Side rows;
    private final Side columns;
    private final boolean parallel;
    private final double[] f;
    private final double[] g;
    private double epsilon;

    StreamedKernel(CostRows cost, boolean parallel) {
        this.parallel = parallel;
        rows = new Side(cost);
        columns = new Side(cost.transposed());
        f = new double[cost.rows()];
        g = new double[cost.columns()];
    }

    /// @param costs of [#ROWS] rows
    /// @param row, kernel, sums as long as one
    private record Buffers(double[] costs, double[] row, double[] kernel, double[] sums) {}

    /// @param pool of buffers that no thread uses
    private record Side(CostRows cost, Queue<Buffers> pool) {

        Side(CostRows cost) {
            this(cost, new ConcurrentLinkedQueue<>());
        }

        /// Buffers with the costs of rows from … to − 1.
        Buffers filled(int from, int to) {
            int m = cost.columns();
            Buffers free = pool.poll();
            if (free == null) {
                free =
                        new Buffers(
                                new double[ROWS * m], new double[m], new double[m], new double[m]);
            }
            cost.fill(from, to, free.costs, 0);
            return free;
        }
    }

    @Override
    public void absorb(double[] f, double[] g, double epsilon) {
        System.arraycopy(f, 0, this.f, 0, f.length);
        System.arraycopy(g, 0, this.g, 0, g.length);
        this.epsilon = epsilon;
    }

    @Override
    public void multiply(double[] y, double[] s) {
        multiply(rows, f, g, y, s);
    }

    @Override
    public void multiplyTransposed(double[] x, double[] t) {
        multiply(columns, g, f, x, t);
    }

    private void multiply(Side of, double[] ofRows, double[] ofColumns, double[] y, double[] s) {
        Blocks.run(
                s.length,
                ROWS,
                parallel,
                (from, to) -> {
                    Buffers use = of.filled(from, to);
                    int m = y.length;
                    for (int i = from; i < to; i++) {
                        System.arraycopy(use.costs, (i - from) * m, use.kernel, 0, m);
                        KernelRows.exponentiate(use.kernel, ofRows[i], ofColumns, epsilon);
                        s[i] = KernelRows.dot(use.kernel, y);
                    }
                    of.pool.add(use);
                });
    }

    @Override
    public double cost(double[] x, double[] y) {
        double[] sums = new double[(x.length + ROWS - 1) / ROWS];
        Blocks.run(
                x.length,
                ROWS,
                parallel,
                (from, to) -> {
                    Buffers use = rows.filled(from, to);
                    int m = y.length;
                    Arrays.fill(use.sums, 0);
                    for (int i = from; i < to; i++) {
                        System.arraycopy(use.costs, (i - from) * m, use.row, 0, m);
                        System.arraycopy(use.row, 0, use.kernel, 0, m);
                        KernelRows.exponentiate(use.kernel, f[i], g, epsilon);
                        KernelRows.addCosts(use.kernel, use.row, x[i], use.sums);
                    }
                    sums[from / ROWS] = KernelRows.dot(use.sums, y);
                    rows.pool.add(use);
                });
        double sum = 0;
        for (double s : sums) {
            sum += s;
        }
        return sum;
    }
}
