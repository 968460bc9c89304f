package dev.lawcast.scaling.known;

import dev.lawcast.scaling.known.KnownLaw.Axis;
import dev.lawcast.scaling.known.KnownLaw.Metric;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.List;

/// Language models trained beyond the compute-optimal number of tokens (RedPajama, loss on C4).
///
/// L = E + a·N^−η + b·(M·N)^−η, in the authors' form α·N^b + β·6^{b/2}·(M·N)^b + E, M = D/N; so η =
/// −b, a = α and the law's b = β·6^{b/2}.
///
/// Gadre et al. 2024, *Language models scale reliably with over-training and on downstream tasks*,
/// arXiv 2403.08540; fitted to five runs: M = 20 at four sizes, M = 320 at the smallest.
final class Overtrained {

    private static final double EXPONENT = -.272851;

    private Overtrained() {}

    static KnownLaw gadre() {
        ScalingLaw law = KnownLaws.law("overtraining");
        return new KnownLaw(
                "gadre_2024_redpajama_c4",
                "Overtrained language models, RedPajama, loss on C4",
                law,
                List.of(),
                KnownLaws.constants(
                        law, 1.836648, 166.211, 366.687 * Math.pow(6, EXPONENT / 2), -EXPONENT),
                new Metric("loss", "nats per token", true),
                List.of(
                        new Axis("parameters", "parameters", 1.0569312e7, 4.11616256e8),
                        new Axis("tokens", "tokens", 2.1138624e8, 8.23232512e9)),
                "166.211 N^b + 366.687 6^(b/2) (M N)^b + 1.836648, b = -0.272851, M = D/N",
                "Gadre et al. 2024, Language models scale reliably with over-training and on"
                        + " downstream tasks, arXiv:2403.08540",
                "Fitted to five small runs: 20 tokens per parameter at four sizes, 320 at the"
                        + " smallest.");
    }
}
