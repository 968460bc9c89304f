package dev.lawcast.scaling.known;

import dev.lawcast.scaling.known.KnownLaw.Axis;
import dev.lawcast.scaling.known.KnownLaw.Metric;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.List;

/// Language models on repeated data: the constants of `data_constrained`.
///
/// - L loss, nats per token; N parameters; D tokens, U unique ones
/// - ln A, ln B, ln E as published, α = β
///
/// Muennighoff et al. 2023, *Scaling Data-Constrained Language Models*, arXiv 2305.16264; ranges
/// are those of its 182 published runs.
final class RepeatedData {

    private static final double LN_A = 6.255414;
    private static final double LN_B = 7.3049974;
    private static final double LN_E = .6254804;
    private static final double ALPHA = .3526596;
    private static final double R_N = 5.309743;
    private static final double R_D = 15.387756;

    private RepeatedData() {}

    static KnownLaw muennighoff() {
        ScalingLaw law = KnownLaws.law("data_constrained");
        return new KnownLaw(
                "muennighoff_2023_repeated_data",
                "Language models on repeated data",
                law,
                List.of(),
                KnownLaws.constants(
                        law,
                        Math.exp(LN_E),
                        Math.exp(LN_A),
                        Math.exp(LN_B),
                        ALPHA,
                        ALPHA,
                        R_N,
                        R_D),
                new Metric("loss", "nats per token", true),
                List.of(
                        new Axis("parameters", "parameters", 7.098752e6, 8.67e9),
                        new Axis("tokens", "tokens", 1e8, 9e11),
                        new Axis("unique_tokens", "tokens", 1e8, 1.78e11)),
                "ln A = 6.255414, ln B = 7.3049974, ln E = 0.6254804, alpha = beta = 0.3526596,"
                        + " R*_D = 15.387756, R*_N = 5.309743",
                "Muennighoff et al. 2023, Scaling Data-Constrained Language Models,"
                        + " arXiv:2305.16264",
                "The range is that of the 182 published runs.");
    }
}
