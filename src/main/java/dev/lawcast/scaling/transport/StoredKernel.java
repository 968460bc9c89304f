package dev.lawcast.scaling.transport;

import java.util.Arrays;

/// A kernel in memory, n × m doubles; a product reads it once.
final class StoredKernel implements GibbsKernel {

    private static final int ROWS = 16;
    private static final int COLUMNS = 256;

    private final CostRows cost;
    private final boolean parallel;
    private final double[][] kernel;

    StoredKernel(CostRows cost, boolean parallel) {
        this.cost = cost;
        this.parallel = parallel;
        kernel = new double[cost.rows()][cost.columns()];
    }

    @Override
    public void absorb(double[] f, double[] g, double epsilon) {
        Blocks.run(
                kernel.length,
                ROWS,
                parallel,
                (from, to) -> {
                    int m = g.length;
                    double[] costs = new double[(to - from) * m];
                    cost.fill(from, to, costs, 0);
                    for (int i = from; i < to; i++) {
                        System.arraycopy(costs, (i - from) * m, kernel[i], 0, m);
                        KernelRows.exponentiate(kernel[i], f[i], g, epsilon);
                    }
                });
    }

    @Override
    public void multiply(double[] y, double[] s) {
        Blocks.run(
                kernel.length,
                ROWS,
                parallel,
                (from, to) -> {
                    int i = from;
                    for (; i + 3 < to; i += 4) {
                        KernelRows.dot(
                                kernel[i], kernel[i + 1], kernel[i + 2], kernel[i + 3], y, s, i);
                    }
                    for (; i < to; i++) {
                        s[i] = KernelRows.dot(kernel[i], y);
                    }
                });
    }

    @Override
    public void multiplyTransposed(double[] x, double[] t) {
        Blocks.run(
                t.length,
                COLUMNS,
                parallel,
                (from, to) -> {
                    Arrays.fill(t, from, to, 0);
                    int i = 0;
                    for (; i + 3 < kernel.length; i += 4) {
                        KernelRows.add(
                                kernel[i],
                                kernel[i + 1],
                                kernel[i + 2],
                                kernel[i + 3],
                                x,
                                i,
                                t,
                                from,
                                to);
                    }
                    for (; i < kernel.length; i++) {
                        KernelRows.add(kernel[i], x[i], t, from, to);
                    }
                });
    }

    @Override
    public double cost(double[] x, double[] y) {
        double[] sums = new double[(kernel.length + ROWS - 1) / ROWS];
        Blocks.run(
                kernel.length,
                ROWS,
                parallel,
                (from, to) -> {
                    double[] costs = new double[y.length];
                    double[] t = new double[y.length];
                    for (int i = from; i < to; i++) {
                        cost.fill(i, i + 1, costs, 0);
                        KernelRows.addCosts(kernel[i], costs, x[i], t);
                    }
                    sums[from / ROWS] = KernelRows.dot(t, y);
                });
        double sum = 0;
        for (double s : sums) {
            sum += s;
        }
        return sum;
    }
}
