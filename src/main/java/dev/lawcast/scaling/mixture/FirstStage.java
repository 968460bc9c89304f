package dev.lawcast.scaling.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The metric of any mixture at a size that was trained, by several forms.
///
/// Each form f is fitted to the cells of the size; e_f are its leave-one-mixture-out errors. Forms
/// are averaged with weights ∝ exp(−½·T·Σ n·ln mean e_f²), T = ½, summed over the sizes: a choice
/// of one by leave-one-out is noisier than any of the good ones. Weights below [#NEGLIGIBLE] of the
/// largest become 0, which spares their transport.
final class FirstStage {

    private static final double TEMPER = .5;
    private static final double NEGLIGIBLE = .01;

    private final MixtureCells cells;
    private final double[] costs;
    private final List<FirstStageForm> names;
    private final List<FittedForm> forms;

    private FirstStage(
            MixtureCells cells,
            double[] costs,
            List<FirstStageForm> names,
            List<FittedForm> forms) {
        this.names = names;
        this.cells = cells;
        this.costs = costs;
        this.forms = forms;
    }

    /// @param cells at least 2
    /// @param ot transport cost of each cell, NaN where no form needs it
    static FirstStage of(
            MixtureCells cells,
            double[] ot,
            List<FirstStageForm> forms,
            List<String> sources,
            ErrorScale scale) {
        var fitted = new ArrayList<FittedForm>();
        for (FirstStageForm form : forms) {
            fitted.add(
                    form.rational()
                            ? RationalForm.of(cells, ot, form.usesTransport(), scale)
                            : RidgeForm.of(form, cells, ot, sources));
        }
        return new FirstStage(cells, ot, forms, fitted);
    }

    /// The paper's form by plain least squares.
    static FirstStage projektor(MixtureCells cells, double[] ot, List<String> sources) {
        return new FirstStage(
                cells,
                ot,
                List.of(FirstStageForm.PSEUDO_QUADRATIC_OT),
                List.of(
                        RidgeForm.withoutPenalty(
                                FirstStageForm.PSEUDO_QUADRATIC_OT, cells, ot, sources)));
    }

    MixtureCells cells() {
        return cells;
    }

    /// Transport cost of a cell's mixture; NaN where no form needs it.
    double cost(int cell) {
        return costs[cell];
    }

    FirstStageForm name(int f) {
        return names.get(f);
    }

    FittedForm form(int f) {
        return forms.get(f);
    }

    int forms() {
        return forms.size();
    }

    /// Leave-one-mixture-out errors of a form, in the metric, with their sign.
    double[] errors(int f) {
        double[] predicted = forms.get(f).leftOut();
        double[] means = cells.means();
        double[] errors = new double[means.length];
        for (int c = 0; c < errors.length; c++) {
            errors[c] = predicted[c] - means[c];
        }
        return errors;
    }

    /// The mean over forms.
    double at(double[] p, double ot, double[] weights) {
        double sum = 0;
        for (int f = 0; f < weights.length; f++) {
            sum += weights[f] > 0 ? weights[f] * forms.get(f).at(p, ot) : 0;
        }
        return sum;
    }

    /// Leave-one-mixture-out predictions of the mean over forms.
    double[] leftOut(double[] weights) {
        double[] mean = new double[cells.cells()];
        for (int f = 0; f < weights.length; f++) {
            double[] predicted = forms.get(f).leftOut();
            for (int c = 0; c < mean.length; c++) {
                mean[c] += weights[f] * predicted[c];
            }
        }
        return mean;
    }

    FirstStage refitted(double[] metric, double[] ot, double[] weights) {
        var others = new ArrayList<FittedForm>();
        for (int f = 0; f < forms.size(); f++) {
            others.add(weights[f] > 0 ? forms.get(f).refitted(metric, ot) : forms.get(f));
        }
        return new FirstStage(cells, ot, names, others);
    }

    /// Weights of the forms by all sizes together, summing to 1.
    static double[] weights(List<FirstStage> sizes) {
        int forms = sizes.getFirst().forms();
        double[] logarithm = new double[forms];
        for (FirstStage size : sizes) {
            int n = size.cells.cells();
            for (int f = 0; f < forms; f++) {
                double squares = Arrays.stream(size.errors(f)).map(e -> e * e).sum() / n;
                logarithm[f] -= .5 * TEMPER * n * Math.log(squares + Double.MIN_NORMAL);
            }
        }
        double best = Arrays.stream(logarithm).max().orElse(0);
        double[] weights = new double[forms];
        double sum = 0;
        for (int f = 0; f < forms; f++) {
            double w = Math.exp(logarithm[f] - best);
            weights[f] = w < NEGLIGIBLE ? 0 : w;
            sum += weights[f];
        }
        for (int f = 0; f < forms; f++) {
            weights[f] /= sum;
        }
        return weights;
    }
}
