package dev.lawcast.scaling.theory;

import org.jspecify.annotations.Nullable;

/// How a convolutional model grows in depth d, width w and resolution r when its FLOPs grow s-fold
/// (Dollár et al. 2021, *Fast and accurate model scaling*, arXiv 2103.06877).
///
/// FLOPs ∝ d·w²·r², parameters ∝ d·w², activations ∝ d·w·r². With weights e_d + e_w + e_r = 1: d ×
/// s^{e_d}, w × s^{e_w/2}, r × s^{e_r/2}; then parameters × s^{e_d+e_w} and activations ×
/// s^{1−e_w/2}. The paper's fast compound scaling has e_w = .8: activations × s^.6 only. Runtime on
/// memory-bound hardware is c0 + c1·activations.
public final class ModelShape {

    /// e_d = e_r = .1, e_w = .8
    public static final Weights FAST = new Weights(.1, .8, .1);

    private static final double SUM = 1e-9;

    private ModelShape() {}

    /// Shares of the growth of ln FLOPs.
    public record Weights(double depth, double width, double resolution) {

        /// @throws IllegalArgumentException where one is below 0 or their sum is not 1
        public Weights {
            if (!(depth >= 0 && width >= 0 && resolution >= 0)
                    || Math.abs(depth + width + resolution - 1) > SUM) {
                throw new IllegalArgumentException(
                        "The weights of depth, width and resolution are "
                                + depth
                                + ", "
                                + width
                                + " and "
                                + resolution
                                + "; each must be ≥ 0 and their sum 1.");
            }
        }
    }

    /// A model. Units are the caller's; answers are in the same.
    ///
    /// @param depth layers
    /// @param width channels
    /// @param resolution side of an input, pixels
    /// @param flops per input
    /// @param parameters of the model, null where not known
    /// @param activations outputs of all layers, null where not known
    public record Model(
            double depth,
            double width,
            double resolution,
            double flops,
            @Nullable Double parameters,
            @Nullable Double activations) {}

    /// Runtime = c0 + c1·activations.
    public record Runtime(double c0, double c1) {}

    /// @param growth s
    /// @param parametersGrowth s^{e_d+e_w}
    /// @param activationsGrowth s^{1−e_w/2}
    /// @param runtime in the unit of c0, null without constants or activations
    public record Scaled(
            Model model,
            double growth,
            double parametersGrowth,
            double activationsGrowth,
            @Nullable Double runtime) {}

    /// @param flops budget of the new model; smaller than the present one's shrinks it
    /// @throws IllegalArgumentException where a size is not > 0
    public static Scaled scale(
            Model model, double flops, Weights weights, @Nullable Runtime runtime) {
        for (double size :
                new double[] {
                    model.depth(), model.width(), model.resolution(), model.flops(), flops
                }) {
            if (!(size > 0) || Double.isInfinite(size)) {
                throw new IllegalArgumentException(
                        "A size is " + size + ", must be > 0 and finite.");
            }
        }
        double s = flops / model.flops();
        double parametersGrowth = Math.pow(s, weights.depth() + weights.width());
        double activationsGrowth = Math.pow(s, 1 - weights.width() / 2);
        Double parameters = model.parameters();
        Double activations = model.activations();
        Double newActivations = activations == null ? null : activations * activationsGrowth;
        return new Scaled(
                new Model(
                        model.depth() * Math.pow(s, weights.depth()),
                        model.width() * Math.pow(s, weights.width() / 2),
                        model.resolution() * Math.pow(s, weights.resolution() / 2),
                        flops,
                        parameters == null ? null : parameters * parametersGrowth,
                        newActivations),
                s,
                parametersGrowth,
                activationsGrowth,
                runtime == null || newActivations == null
                        ? null
                        : runtime.c0() + runtime.c1() * newActivations);
    }
}
