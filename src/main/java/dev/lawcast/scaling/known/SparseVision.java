package dev.lawcast.scaling.known;

import dev.lawcast.scaling.known.KnownLaw.Axis;
import dev.lawcast.scaling.known.KnownLaw.Metric;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.List;

/// Sparse vision transformers: the constants of `sparsity`.
///
/// L = (a(1−S)^b + c)·N^−d + e·D^−f + g with N in 1e6 parameters that are not zero and D in 1e9
/// images in the table; here both are counted singly, so a and c carry (1e6)^d and e carries
/// (1e9)^f.
///
/// Frantar et al. 2023, *Scaling Laws for Sparsely-Connected Foundation Models*, arXiv 2309.08520;
/// the optimum of its objective (mean Huber .01 of the residuals) on its 112 published runs.
final class SparseVision {

    private static final double MODEL_UNIT = 1e6;
    private static final double DATA_UNIT = 1e9;
    private static final double D = .392227;
    private static final double F = .889791;

    private SparseVision() {}

    static KnownLaw frantar() {
        ScalingLaw law = KnownLaws.law("sparsity");
        double model = Math.pow(MODEL_UNIT, D);
        return new KnownLaw(
                "frantar_2023_sparse_vit",
                "Sparse vision transformers",
                law,
                List.of(),
                KnownLaws.constants(
                        law,
                        1.30485 * model,
                        .821013,
                        2.07506 * model,
                        D,
                        .278182 * Math.pow(DATA_UNIT, F),
                        F,
                        4.51669),
                new Metric("loss", "nats", true),
                List.of(
                        new Axis("nonzero_parameters", "parameters", 6.63552e5, 4.2467328e7),
                        new Axis("samples", "images", 2.25e8, 1.8e9),
                        new Axis("sparsity", "1", 0., .9375)),
                "(1.30485 (1-S)^0.821013 + 2.07506) N^-0.392227 + 0.278182 D^-0.889791 + 4.51669,"
                        + " N in 1e6 parameters that are not zero, D in 1e9 images",
                "Frantar et al. 2023, Scaling Laws for Sparsely-Connected Foundation Models,"
                        + " arXiv:2309.08520, refitted to its published runs with its objective",
                "The range is that of the 112 published runs.");
    }
}
