package dev.lawcast.scaling.theory;

/// Nodes and weights of the n-point Gauss–Legendre rule on [−1, 1], by Newton's method on the
/// Legendre polynomial from x ≈ cos(π(i + ¾)/(n + ½)).
///
/// @param nodes within (−1, 1)
/// @param weights they sum to 2
record GaussLegendre(double[] nodes, double[] weights) {

    static GaussLegendre of(int n) {
        double[] nodes = new double[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            double x = Math.cos(Math.PI * (i + .75) / (n + .5));
            double slope = 1;
            for (int step = 0; step < 10; step++) {
                double before = 1;
                double value = x;
                for (int k = 2; k <= n; k++) {
                    double next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
                    before = value;
                    value = next;
                }
                slope = n * (x * value - before) / (x * x - 1);
                x -= value / slope;
            }
            nodes[i] = x;
            weights[i] = 2 / ((1 - x * x) * slope * slope);
        }
        return new GaussLegendre(nodes, weights);
    }
}
