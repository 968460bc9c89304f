package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Spread;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;

import java.util.Arrays;

/// The interval of one new run: the deviations of the mean, each joined with deviations of a run
/// about its mean. With many runs those are the residuals themselves, so that heavy tails stay
/// heavy; with few, whose ends are two or three residuals, they follow a t distribution. A robust
/// loss was chosen because tails are heavy, so there fewer are enough.
final class NewRun {

    private static final int ENOUGH_RESIDUALS = 200;
    private static final int ENOUGH_OF_ROBUST_FITS = 40;
    private static final int SCATTER = 512;
    private static final int SAMPLE = 20_000;

    private final FittedLaw fitted;
    private final double[] scatter;

    NewRun(FittedLaw fitted) {
        this.fitted = fitted;
        double[] residuals = fitted.noise().residuals();
        int enough =
                fitted.objective().loss() instanceof ResidualLoss.Squared
                        ? ENOUGH_RESIDUALS
                        : ENOUGH_OF_ROBUST_FITS;
        this.scatter =
                !fitted.noise().known() && residuals.length >= enough
                        ? residuals
                        : tScatter(fitted);
    }

    /// Of a run about its mean, in the objective's space, sorted.
    double[] scatter() {
        return scatter;
    }

    private static double[] tScatter(FittedLaw fitted) {
        double[] scatter = new double[SCATTER];
        for (int k = 0; k < SCATTER; k++) {
            scatter[k] =
                    fitted.noise().standardDeviation() * Spread.scatter(fitted, (k + .5) / SCATTER);
        }
        return scatter;
    }

    Interval interval(Spread mean, double level) {
        ResidualSpace space = fitted.objective().space();
        double[] d = mean.deviations();
        double factor = fitted.noise().factor(mean.estimate());
        int perDraw = Math.max(1, SAMPLE / d.length);
        double[] runs = new double[d.length * perDraw];
        for (int b = 0; b < d.length; b++) {
            double g = space.of(mean.at(d[b]));
            double shift = fraction(b);
            for (int k = 0; k < perDraw; k++) {
                int at = (int) ((k + shift) / perDraw * scatter.length);
                runs[b * perDraw + k] = space.metric(g + factor * scatter[at]);
            }
        }
        Arrays.sort(runs);
        return Interval.of(quantile(runs, (1 - level) / 2), quantile(runs, (1 + level) / 2), level);
    }

    /// Spreads the picks of neighbouring draws evenly: the fractional part of b·golden ratio.
    private static double fraction(int b) {
        double v = (b + .5) * 0.6180339887498949;
        return v - Math.floor(v);
    }

    private static double quantile(double[] sorted, double p) {
        double position = p * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
