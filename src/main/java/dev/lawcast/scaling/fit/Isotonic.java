package dev.lawcast.scaling.fit;

/// Least-squares fits of monotone sequences by pooling adjacent violators (Ayer et al. 1955).
final class Isotonic {

    private Isotonic() {}

    /// Residual sums of squares of the best non-increasing fit to every prefix: `result[k]` is that
    /// of the first k values.
    static double[] fallingPrefixes(double[] y, double[] weights) {
        int n = y.length;
        double[] mean = new double[n];
        double[] weight = new double[n];
        double[] squares = new double[n];
        double[] before = new double[n + 1];
        double[] result = new double[n + 1];
        int blocks = 0;
        for (int i = 0; i < n; i++) {
            mean[blocks] = y[i];
            weight[blocks] = weights[i];
            squares[blocks] = 0;
            blocks++;
            while (blocks > 1 && mean[blocks - 2] < mean[blocks - 1]) {
                int a = blocks - 2;
                int b = blocks - 1;
                double total = weight[a] + weight[b];
                double gap = mean[a] - mean[b];
                squares[a] += squares[b] + weight[a] * weight[b] / total * gap * gap;
                mean[a] = (weight[a] * mean[a] + weight[b] * mean[b]) / total;
                weight[a] = total;
                blocks--;
            }
            before[blocks] = before[blocks - 1] + squares[blocks - 1];
            result[i + 1] = before[blocks];
        }
        return result;
    }

    /// As [#fallingPrefixes] for the non-decreasing fit to every suffix: `result[k]` is that of the
    /// values from k on.
    static double[] risingSuffixes(double[] y, double[] weights) {
        int n = y.length;
        double[] reversed = new double[n];
        double[] reversedWeights = new double[n];
        for (int i = 0; i < n; i++) {
            reversed[i] = y[n - 1 - i];
            reversedWeights[i] = weights[n - 1 - i];
        }
        double[] prefixes = fallingPrefixes(reversed, reversedWeights);
        double[] result = new double[n + 1];
        for (int k = 0; k <= n; k++) {
            result[k] = prefixes[n - k];
        }
        return result;
    }
}
