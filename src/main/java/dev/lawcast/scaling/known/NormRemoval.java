package dev.lawcast.scaling.known;

import dev.lawcast.scaling.known.KnownLaw.Axis;
import dev.lawcast.scaling.known.KnownLaw.Metric;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.Arrays;
import java.util.List;

/// Fine-tuning that removes LayerNorm from GPT-2: tokens T = k·N^p.
///
/// - N parameters; T tokens
/// - the straight line of least squares through ln N and ln T of four models
///
/// Baroni et al. 2025, *Transformers Don't Need LayerNorm at Inference Time*, arXiv 2507.02559:
/// 300, 500, 600 and 800 steps of .5M tokens; exponent .376.
final class NormRemoval {

    private static final double[] PARAMETERS = {124e6, 355e6, 774e6, 1.56e9};
    private static final double[] STEPS = {300, 500, 600, 800};
    private static final double TOKENS_PER_STEP = .5e6;

    private NormRemoval() {}

    static KnownLaw baroni() {
        double[] x = Arrays.stream(PARAMETERS).map(Math::log).toArray();
        double[] y = Arrays.stream(STEPS).map(s -> Math.log(s * TOKENS_PER_STEP)).toArray();
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
        }
        double p = xy / xx;
        ScalingLaw law = KnownLaws.law("product_power");
        return new KnownLaw(
                "baroni_2025_layer_norm_removal",
                "Tokens of fine-tuning that remove LayerNorm from GPT-2",
                law,
                List.of(),
                KnownLaws.constants(law, 0, Math.exp(meanY - p * meanX), p),
                new Metric("tokens", "tokens", true),
                List.of(new Axis("parameters", "parameters", 1.24e8, 1.56e9)),
                "300, 500, 600 and 800 steps of 0.5M tokens for 124M, 355M, 774M and 1.56B"
                        + " parameters: tokens grow as N^0.376",
                "Baroni et al. 2025, Transformers Don't Need LayerNorm at Inference Time: Scaling"
                        + " LayerNorm Removal to GPT-2 XL, arXiv:2507.02559",
                "A straight line through four models in logarithms.");
    }
}
