package dev.lawcast.scaling.select;

/// Three forecasts that need no thought, from the points below a cut-off: the metric of the largest
/// run, a line through ln metric and ln scale, a line through metric and ln scale. A law that does
/// not beat them has not earned its parameters.
///
/// @param last metric of the largest point
/// @param power ln metric = power[0] + power[1]·ln scale; NaN where a metric is not positive
/// @param line metric = line[0] + line[1]·ln scale
record Baselines(double last, double[] power, double[] line) {

    static Baselines of(Ladder ladder, int below) {
        double[] ln = new double[below];
        double[] level = new double[below];
        double[] metric = new double[below];
        double[] weight = new double[below];
        double sum = 0;
        double count = 0;
        for (int k = 0; k < below; k++) {
            ln[k] = Math.log(ladder.scale[k]);
            level[k] = ladder.logarithmic ? ladder.level[k] : Double.NaN;
            metric[k] = ladder.logarithmic ? Math.exp(ladder.level[k]) : ladder.level[k];
            weight[k] = ladder.runs[k];
            if (ladder.scale[k] == ladder.scale[below - 1]) {
                sum += weight[k] * metric[k];
                count += weight[k];
            }
        }
        return new Baselines(sum / count, line(ln, level, weight), line(ln, metric, weight));
    }

    double lastValue(double scale) {
        return last;
    }

    double powerLaw(double scale) {
        return Math.exp(power[0] + power[1] * Math.log(scale));
    }

    double logLinear(double scale) {
        return line[0] + line[1] * Math.log(scale);
    }

    /// Weighted least squares: {intercept, slope}.
    private static double[] line(double[] u, double[] v, double[] weight) {
        double total = 0;
        double meanU = 0;
        double meanV = 0;
        for (int k = 0; k < u.length; k++) {
            total += weight[k];
            meanU += weight[k] * u[k];
            meanV += weight[k] * v[k];
        }
        meanU /= total;
        meanV /= total;
        double square = 0;
        double product = 0;
        for (int k = 0; k < u.length; k++) {
            square += weight[k] * (u[k] - meanU) * (u[k] - meanU);
            product += weight[k] * (u[k] - meanU) * (v[k] - meanV);
        }
        double slope = product / square;
        return new double[] {meanV - slope * meanU, slope};
    }
}
