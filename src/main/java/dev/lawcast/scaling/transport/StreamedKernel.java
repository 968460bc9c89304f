package dev.lawcast.scaling.transport;

/// A kernel that is computed anew, some rows at a time, for every product: memory grows with n + m.
/// Its transposed products are products with the transposed costs, so that one thread alone makes
/// each sum.
final class StreamedKernel implements GibbsKernel {

    private static final int ROWS = 16;

    private final CostRows cost;
    private final CostRows transposed;
    private final boolean parallel;
    private double[] f = {};
    private double[] g = {};
    private double epsilon;

    StreamedKernel(CostRows cost, boolean parallel) {
        this.cost = cost;
        this.parallel = parallel;
        transposed = cost.transposed();
    }

    @Override
    public void absorb(double[] f, double[] g, double epsilon) {
        this.f = f.clone();
        this.g = g.clone();
        this.epsilon = epsilon;
    }

    @Override
    public void multiply(double[] y, double[] s) {
        multiply(cost, f, g, y, s);
    }

    @Override
    public void multiplyTransposed(double[] x, double[] t) {
        multiply(transposed, g, f, x, t);
    }

    private void multiply(
            CostRows of, double[] ofRows, double[] ofColumns, double[] y, double[] s) {
        Blocks.run(
                s.length,
                ROWS,
                parallel,
                (from, to) -> {
                    int m = y.length;
                    double[] costs = new double[(to - from) * m];
                    double[] row = new double[m];
                    of.fill(from, to, costs, 0);
                    for (int i = from; i < to; i++) {
                        System.arraycopy(costs, (i - from) * m, row, 0, m);
                        KernelRows.exponentiate(row, ofRows[i], ofColumns, epsilon);
                        s[i] = KernelRows.dot(row, y);
                    }
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
                    int m = y.length;
                    double[] costs = new double[(to - from) * m];
                    double[] row = new double[m];
                    double[] kernel = new double[m];
                    double[] t = new double[m];
                    cost.fill(from, to, costs, 0);
                    for (int i = from; i < to; i++) {
                        System.arraycopy(costs, (i - from) * m, row, 0, m);
                        System.arraycopy(row, 0, kernel, 0, m);
                        KernelRows.exponentiate(kernel, f[i], g, epsilon);
                        KernelRows.addCosts(kernel, row, x[i], t);
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
