package dev.lawcast.scaling.mixture;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.SingularValueDecomposition;

/// e(N,p) = E + A(p)·N^−α(p): ln(e − E) linear in ln N, by least squares through the first stage's
/// values at the sizes that were trained.
///
/// E = 0 but for `power_law_constant`, where one E serves all mixtures and minimises the squares left at
/// the trained mixtures, each divided by the variance of its size, + ln²(E/(0.1·ē)), with ē the geometric mean
/// error at the largest size: a floor of about a tenth of it, unless the sizes say otherwise. Per-source
/// exponents replace α(p) by its regression Σ_j α_j p_j over the trained mixtures.
///
/// @param weight of each size in the line, summing to 1
/// @param floor E
/// @param exponents α_j; empty where every mixture has its own
record PowerCurve(
        SecondStage stage, Levels levels, double[] weight, double floor, double[] exponents)
        implements SizeCurve {

    private static final double USUAL_FLOOR = .1; // of ē
    private static final double LARGEST_FLOOR = .9; // of the smallest error
    private static final int FLOORS = 60;

    static PowerCurve of(SecondStage stage, Levels levels) {
        int s = levels.count();
        double[] weight = new double[s];
        if (stage == SecondStage.ERROR_POWER_LAW || s == 2) {
            weight[0] = .5;
            weight[s - 1] = .5;
        } else {
            double sum = 0;
            for (int l = 0; l < s; l++) {
                weight[l] = 1 / variance(levels, l);
                sum += weight[l];
            }
            for (int l = 0; l < s; l++) {
                weight[l] /= sum;
            }
        }
        return with(stage, levels, weight);
    }

    private static PowerCurve with(SecondStage stage, Levels levels, double[] weight) {
        double floor =
                stage == SecondStage.POWER_LAW_CONSTANT ? bestFloor(stage, levels, weight) : 0;
        var own = new PowerCurve(stage, levels, weight, floor, new double[0]);
        return stage == SecondStage.PER_SOURCE_EXPONENTS
                ? new PowerCurve(stage, levels, weight, floor, own.bySource())
                : own;
    }

    /// Mean square of what the first stage misses of ln e at a left-out mixture.
    private static double variance(Levels levels, int l) {
        FirstStage first = levels.stages().get(l);
        double[] predicted = first.leftOut(levels.weights());
        double[] means = first.cells().means();
        double squares = 0;
        for (int c = 0; c < means.length; c++) {
            double d = levels.scale().logError(predicted[c]) - levels.scale().logError(means[c]);
            squares += d * d / means.length;
        }
        return Math.max(squares, 1e-12);
    }

    private static double bestFloor(SecondStage stage, Levels levels, double[] weight) {
        int last = levels.count() - 1;
        MixtureCells cells = levels.stages().get(last).cells();
        double mean = 0;
        double least = Double.POSITIVE_INFINITY;
        for (double metric : cells.means()) {
            double logError = levels.scale().logError(metric);
            mean += logError / cells.cells();
            least = Math.min(least, Math.exp(logError));
        }
        double usual = USUAL_FLOOR * Math.exp(mean);
        double best = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int f = 0; f < FLOORS; f++) {
            double floor = usual * Math.exp(-3 + 6. * f / (FLOORS - 1));
            if (floor > LARGEST_FLOOR * least) {
                break;
            }
            var curve = new PowerCurve(stage, levels, weight, floor, new double[0]);
            double prior = Math.log(floor / usual);
            double squares = prior * prior + curve.misfit(cells);
            if (squares < lowest) {
                lowest = squares;
                best = floor;
            }
        }
        return best;
    }

    /// Squares of the line's residuals at the cells, over the variance of each size.
    private double misfit(MixtureCells cells) {
        double sum = 0;
        double[] variance = new double[levels.count()];
        for (int l = 0; l < variance.length; l++) {
            variance[l] = variance(levels, l);
        }
        FirstStage last = levels.stages().getLast();
        for (int c = 0; c < cells.cells(); c++) {
            double ot = last.cost(c);
            for (int l = 0; l < variance.length; l++) {
                double[] p = cells.mixture()[c];
                double d =
                        Math.log(Math.max(error(levels.size(l), p, ot), ErrorScale.LEAST))
                                - levels.logError(l, p, ot);
                sum += d * d / variance[l];
            }
        }
        return sum;
    }

    /// α_j by least squares over the mixtures of the largest size.
    private double[] bySource() {
        FirstStage last = levels.stages().getLast();
        double[][] mixture = last.cells().mixture();
        double[] slopes = new double[mixture.length];
        for (int c = 0; c < slopes.length; c++) {
            slopes[c] = line(mixture[c], last.cost(c))[1];
        }
        return new SingularValueDecomposition(new Array2DRowRealMatrix(mixture))
                .getSolver()
                .solve(new ArrayRealVector(slopes))
                .toArray();
    }

    /// Level at the weighted mean of ln N, slope, and that mean.
    private double[] line(double[] p, double ot) {
        int s = levels.count();
        double x = 0;
        double y = 0;
        double[] logarithm = new double[s];
        for (int l = 0; l < s; l++) {
            if (weight[l] > 0) {
                double e = Math.exp(levels.logError(l, p, ot)) - floor;
                logarithm[l] = Math.log(Math.max(e, ErrorScale.LEAST));
                x += weight[l] * Math.log(levels.size(l));
                y += weight[l] * logarithm[l];
            }
        }
        double sxx = 0;
        double sxy = 0;
        for (int l = 0; l < s; l++) {
            double d = Math.log(levels.size(l)) - x;
            sxx += weight[l] * d * d;
            sxy += weight[l] * d * logarithm[l];
        }
        return new double[] {y, sxy / sxx, x};
    }

    @Override
    public double at(double size, double[] p, double ot) {
        return levels.scale().metric(error(size, p, ot));
    }

    private double error(double size, double[] p, double ot) {
        double[] line = line(p, ot);
        double slope = line[1];
        if (exponents.length > 0) {
            slope = 0;
            for (int j = 0; j < p.length; j++) {
                slope += exponents[j] * p[j];
            }
        }
        return floor + Math.exp(line[0] + slope * (Math.log(size) - line[2]));
    }

    @Override
    public SizeCurve refitted(Levels others, double[][] cells) {
        return with(stage, others, weight);
    }
}
