package dev.lawcast.scaling.mixture;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.SingularValueDecomposition;

import java.util.Arrays;

/// e(N,p) = E + A(p)·N^−α(p): ln(e − E) linear in ln N, by least squares through the first stage's
/// values at the sizes that were trained.
///
/// E = 0 but for `power_law_constant`, where one E serves all mixtures and minimises the squares
/// left at the trained mixtures, each divided by the variance of its size, + ln²(E/(0.1·ē)), with ē
/// the geometric mean error at the largest size: a floor of about a tenth of it, unless the sizes
/// say otherwise. Per-source exponents replace α(p) by its regression Σ_j α_j p_j over the trained
/// mixtures.
///
/// @param variance of ln e that the first stage leaves at each size
/// @param weight of each size in the line, summing to 1
/// @param floor E
/// @param exponents α_j; empty where every mixture has its own
record PowerCurve(
        SecondStage stage,
        Levels levels,
        double[] variance,
        double[] weight,
        double floor,
        double[] exponents)
        implements SizeCurve {

    private static final double USUAL_FLOOR = .1; // of ē
    private static final double LARGEST_FLOOR = .9; // of the smallest error
    private static final int FLOORS = 60;

    static PowerCurve of(SecondStage stage, Levels levels) {
        int s = levels.count();
        double[] variance = new double[s];
        double[] weight = new double[s];
        for (int l = 0; l < s; l++) {
            variance[l] = variance(levels, l);
            weight[l] = 1 / variance[l];
        }
        if (stage == SecondStage.ERROR_POWER_LAW) {
            Arrays.fill(weight, 0);
            weight[0] = 1;
            weight[s - 1] = 1;
        }
        double sum = Arrays.stream(weight).sum();
        for (int l = 0; l < s; l++) {
            weight[l] /= sum;
        }
        return fitted(new PowerCurve(stage, levels, variance, weight, 0, new double[0]));
    }

    private static PowerCurve fitted(PowerCurve line) {
        return switch (line.stage) {
            case POWER_LAW_CONSTANT -> line.with(line.bestFloor(), line.exponents);
            case PER_SOURCE_EXPONENTS -> line.with(0, line.bySource());
            default -> line;
        };
    }

    private PowerCurve with(double otherFloor, double[] otherExponents) {
        return new PowerCurve(stage, levels, variance, weight, otherFloor, otherExponents);
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

    private double bestFloor() {
        FirstStage last = levels.stages().getLast();
        int n = last.cells().cells();
        double[][] logErrors = new double[n][];
        double mean = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < n; c++) {
            logErrors[c] = logErrors(last.cells().mixture()[c], last.cost(c));
            double logError = logErrors[c][levels.count() - 1];
            mean += logError / n;
            least = Math.min(least, Math.exp(logError));
        }
        double usual = USUAL_FLOOR * Math.exp(mean);
        double best = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int f = 0; f < FLOORS; f++) {
            double candidate = usual * Math.exp(-3 + 6. * f / (FLOORS - 1));
            if (candidate > LARGEST_FLOOR * least) {
                break;
            }
            double prior = Math.log(candidate / usual);
            double squares = prior * prior + with(candidate, exponents).misfit(logErrors);
            if (squares < lowest) {
                lowest = squares;
                best = candidate;
            }
        }
        return best;
    }

    /// Squares of the lines' residuals, over the variance of each size.
    private double misfit(double[][] logErrors) {
        double sum = 0;
        for (double[] mixture : logErrors) {
            double[] line = line(mixture);
            for (int l = 0; l < variance.length; l++) {
                double d = Math.log(error(levels.size(l), line, line[1])) - mixture[l];
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
            slopes[c] = line(logErrors(mixture[c], last.cost(c)))[1];
        }
        return new SingularValueDecomposition(new Array2DRowRealMatrix(mixture))
                .getSolver()
                .solve(new ArrayRealVector(slopes))
                .toArray();
    }

    private double[] logErrors(double[] p, double ot) {
        double[] logErrors = new double[levels.count()];
        for (int l = 0; l < logErrors.length; l++) {
            logErrors[l] = weight[l] > 0 ? levels.logError(l, p, ot) : 0;
        }
        return logErrors;
    }

    /// Level at the weighted mean of ln N, slope, and that mean.
    private double[] line(double[] logErrors) {
        int s = levels.count();
        double x = 0;
        double y = 0;
        double[] logarithm = new double[s];
        for (int l = 0; l < s; l++) {
            double e = Math.exp(logErrors[l]) - floor;
            logarithm[l] = Math.log(Math.max(e, levels.scale().least()));
            x += weight[l] * Math.log(levels.size(l));
            y += weight[l] * logarithm[l];
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
        double[] line = line(logErrors(p, ot));
        double slope = line[1];
        if (exponents.length > 0) {
            slope = 0;
            for (int j = 0; j < p.length; j++) {
                slope += exponents[j] * p[j];
            }
        }
        return levels.scale().metric(error(size, line, slope));
    }

    private double error(double size, double[] line, double slope) {
        return floor + Math.exp(line[0] + slope * (Math.log(size) - line[2]));
    }

    @Override
    public double amplification(double size) {
        if (exponents.length > 0) {
            return Double.NaN;
        }
        double x = 0;
        for (int l = 0; l < weight.length; l++) {
            x += weight[l] * Math.log(levels.size(l));
        }
        double sxx = 0;
        for (int l = 0; l < weight.length; l++) {
            double d = Math.log(levels.size(l)) - x;
            sxx += weight[l] * d * d;
        }
        double squares = 0;
        for (int l = 0; l < weight.length; l++) {
            double lever = (Math.log(size) - x) * (Math.log(levels.size(l)) - x) / sxx;
            double a = weight[l] * (1 + lever);
            squares += a * a;
        }
        return Math.sqrt(squares);
    }

    @Override
    public SizeCurve refitted(Levels others, double[][] cells) {
        return fitted(new PowerCurve(stage, others, variance, weight, 0, new double[0]));
    }
}
