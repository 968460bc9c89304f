package dev.lawcast.scaling.select;

import java.util.List;

/// How much each law counts, after the runs below a cut-off.
///
/// With K distinct sizes, n runs, d estimated parameters, s² the scatter of runs, and from fits
/// below the earlier cut-offs the mean absolute error S of their forecasts (of ln metric) for the
/// sizes above:
///
/// w ∝ prior · (S² + 2·s²·K/n)^−1 · ((K − d)/(K − d + 2))² · exp(−B/4) · exp(−z²)
///
/// The first factor is the combination of forecasts by inverse mean squares (Bates and Granger
/// 1969); what was forecast scatters too, and errors that differ by less than that tell no law from
/// another. B = n·ln(lack + pure error) + d·ln n is the Bayesian criterion; a quarter of it in
/// place of a half, because neighbouring errors of a law go together. The third factor distrusts
/// laws that have hardly more sizes than parameters; with K < d + 2 a law does not count at all.
/// The last distrusts laws that go on more steeply than curves do: z = (σ − .2)/.25 with σ the fall
/// of ln metric per ln size over the decade beyond the runs, where it is above .2. A law that bends
/// down at the end fits the runs well and forecasts next to nothing.
///
/// Few sizes leave S and B so noisy that a single choice by either is worse than always taking one
/// law; the product, as weights of an average, was better than any one law on each of the measured
/// collections.
record Weighing(Ladder ladder, List<CutoffFits> fits) {

    private static final int SPARE_SIZES = 2;
    private static final double TEMPER = 4;

    /// Squares below this, of ln metric, are rounding.
    private static final double NOTHING = 1e-24;

    private static final double SAME = 1e-6;

    /// Fall of ln metric per ln size that is usual, and what more is seldom.
    private static final double USUAL_SLOPE = .2;

    private static final double SELDOM_SLOPE = .25;

    /// Whether a law may count below cut-off c.
    boolean admits(int m, int c) {
        CutoffFits law = fits.get(m);
        return law.candidate().prior() > 0
                && ladder.below(c) >= law.free() + SPARE_SIZES
                && law.speaks(c);
    }

    /// Whether a law with fewer parameters draws the same curve: a floor that ends at 0 leaves the
    /// power law, which must not count twice.
    boolean repeats(int m, int c) {
        for (int l = 0; l < fits.size(); l++) {
            if (fits.get(l).free() < fits.get(m).free() && admits(l, c) && same(l, m, c)) {
                return true;
            }
        }
        return false;
    }

    private boolean same(int l, int m, int c) {
        for (int k = 0; k < ladder.points; k++) {
            double difference = fits.get(l).predicted()[c][k] - fits.get(m).predicted()[c][k];
            if (Math.abs(difference) > SAME) {
                return false;
            }
        }
        return true;
    }

    /// Its own, or that of a law that draws the same curve with more parameters.
    private double prior(int m, int c) {
        double most = fits.get(m).candidate().prior();
        for (int l = 0; l < fits.size(); l++) {
            if (fits.get(l).free() > fits.get(m).free() && admits(l, c) && same(l, m, c)) {
                most = Math.max(most, fits.get(l).candidate().prior());
            }
        }
        return most;
    }

    /// z² of the law's course beyond the runs below cut-off c.
    private double steepness(int m, int c) {
        double z = Math.max(0, fits.get(m).slopes()[c] - USUAL_SLOPE) / SELDOM_SLOPE;
        return z * z;
    }

    /// Weights that sum to 1, from what is known below cut-off c; all 0 where no law could be
    /// fitted.
    double[] weights(int c) {
        int k = ladder.below(c);
        double[] errors = errors(c);
        double[] criteria = criteria(c);
        double noise = 2 * scatter(c) * k / ladder.rows[k];
        double[] logarithms = new double[fits.size()];
        double best = Double.NEGATIVE_INFINITY;
        for (int m = 0; m < logarithms.length; m++) {
            if (!admits(m, c) || repeats(m, c)) {
                logarithms[m] = Double.NEGATIVE_INFINITY;
                continue;
            }
            double spare = k - fits.get(m).free();
            logarithms[m] =
                    Math.log(prior(m, c))
                            - Math.log(Math.max(errors[m] * errors[m] + noise, NOTHING))
                            + 2 * Math.log(spare / (spare + SPARE_SIZES))
                            - criteria[m] / TEMPER
                            - steepness(m, c);
            best = Math.max(best, logarithms[m]);
        }
        if (best == Double.NEGATIVE_INFINITY || !usualIsAdmitted(c)) {
            return fallback(c);
        }
        double[] weights = new double[logarithms.length];
        double sum = 0;
        for (int m = 0; m < weights.length; m++) {
            weights[m] = Math.exp(logarithms[m] - best);
            sum += weights[m];
        }
        for (int m = 0; m < weights.length; m++) {
            weights[m] /= sum;
        }
        return weights;
    }

    /// A choice without the most usual law would be one for the smaller laws only.
    private boolean usualIsAdmitted(int c) {
        double most = fits.stream().mapToDouble(f -> f.candidate().prior()).max().orElse(0);
        for (int m = 0; m < fits.size(); m++) {
            if (fits.get(m).candidate().prior() == most && admits(m, c)) {
                return true;
            }
        }
        return false;
    }

    /// Too few sizes for a choice: the most usual law that they overdetermine.
    private double[] fallback(int c) {
        double[] weights = new double[fits.size()];
        int chosen = -1;
        for (int m = 0; m < weights.length; m++) {
            CutoffFits law = fits.get(m);
            boolean possible = law.free() < ladder.below(c) && law.speaks(c);
            double prior = law.candidate().prior();
            if (possible
                    && prior > 0
                    && (chosen < 0 || prior > fits.get(chosen).candidate().prior())) {
                chosen = m;
            }
        }
        if (chosen >= 0) {
            weights[chosen] = 1;
        }
        return weights;
    }

    /// Mean absolute error of the forecasts made below the cut-offs before c for the points up to
    /// c; 1 for every law where there were none. A law that could not be fitted below a cut-off
    /// gets the largest error of those that could.
    double[] errors(int c) {
        int laws = fits.size();
        double[] sum = new double[laws];
        int count = 0;
        for (int a = 0; a < c; a++) {
            double[] here = new double[laws];
            double worst = 0;
            for (int m = 0; m < laws; m++) {
                here[m] = error(m, a, ladder.below(c));
                worst = Math.max(worst, Double.isNaN(here[m]) ? 0 : here[m]);
            }
            for (int m = 0; m < laws; m++) {
                sum[m] += Double.isNaN(here[m]) ? worst : here[m];
            }
            count += ladder.below(c) - ladder.below(a);
        }
        for (int m = 0; m < laws; m++) {
            sum[m] = count == 0 ? 1 : sum[m] / count;
        }
        return sum;
    }

    /// Sum of absolute errors below cut-off a for the points from there to `end`.
    private double error(int m, int a, int end) {
        double sum = 0;
        for (int k = ladder.below(a); k < end; k++) {
            sum += Math.abs(fits.get(m).predicted()[a][k] - ladder.level[k]);
        }
        return sum;
    }

    /// B of each law.
    private double[] criteria(int c) {
        int k = ladder.below(c);
        double n = ladder.rows[k];
        double[] criteria = new double[fits.size()];
        for (int m = 0; m < criteria.length; m++) {
            double variance = (fits.get(m).lack(ladder, c) + ladder.pure[k]) / n;
            criteria[m] =
                    n * Math.log(Math.max(variance, NOTHING)) + fits.get(m).free() * Math.log(n);
        }
        return criteria;
    }

    /// s²: variance of a run about the curve.
    double scatter(int c) {
        int k = ladder.below(c);
        int replicates = ladder.rows[k] - k;
        double scatter = replicates > 0 ? ladder.pure[k] / replicates : 0;
        double least = Double.POSITIVE_INFINITY;
        for (int m = 0; m < fits.size(); m++) {
            if (admits(m, c)) {
                least = Math.min(least, fits.get(m).lack(ladder, c) / (k - fits.get(m).free()));
            }
        }
        return Double.isInfinite(least) ? scatter : Math.max(scatter, least);
    }
}
