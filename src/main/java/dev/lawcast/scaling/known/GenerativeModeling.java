package dev.lawcast.scaling.known;

import dev.lawcast.scaling.known.KnownLaw.Axis;
import dev.lawcast.scaling.known.KnownLaw.Metric;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Autoregressive generative modelling in ten domains: L(N) = E + (N/N0)^−α, L(C) = E + (C/C0)^−α
/// and the best size N_opt(C) = (C/C1)^β.
///
/// - L loss, nats per token; N parameters
/// - C compute in FLOP here, in PF-days of 8.64e19 FLOP in the paper
///
/// (x/x0)^−α is A·x^−α with A = x0^α, and (C/C1)^β is k·C^p with k = C1^−β.
///
/// Henighan et al. 2020, *Scaling Laws for Autoregressive Generative Modeling*, arXiv 2010.14701,
/// Table 1, which states no ranges.
final class GenerativeModeling {

    /// FLOP of one petaflop/s-day.
    static final double PF_DAY = 8.64e19;

    private static final String SOURCE =
            "Henighan et al. 2020, Scaling Laws for Autoregressive Generative Modeling,"
                    + " arXiv:2010.14701, Table 1";
    private static final Metric LOSS = new Metric("loss", "nats per token", true);
    private static final Axis PARAMETERS = KnownLaws.unranged("parameters", "parameters");
    private static final Axis COMPUTE = KnownLaws.unranged("flops", "FLOP");

    /// @param n E, N0, α of L(N)
    /// @param c E, C0 in PF-days, α of L(C)
    /// @param opt C1 in PF-days, β of N_opt(C)
    private record Domain(
            String id, String title, double[] n, double[] c, double[] opt, boolean extrapolated) {}

    private static final List<Domain> TABLE =
            List.of(
                    domain("language", "Language", 0, 1.47e14, .070, 0, 3.47e8, .048, 3.3e-13, .73),
                    domain(
                            "image_8x8",
                            "Images 8×8",
                            3.12,
                            8.0e1,
                            .24,
                            3.13,
                            1.8e-8,
                            .19,
                            5.3e-14,
                            .64),
                    domain(
                            "image_16x16",
                            "Images 16×16",
                            2.64,
                            2.8e2,
                            .22,
                            2.64,
                            1.6e-8,
                            .16,
                            4.8e-12,
                            .75),
                    domain(
                            "image_32x32",
                            "Images 32×32",
                            2.20,
                            6.3e1,
                            .13,
                            2.21,
                            3.6e-9,
                            .10,
                            1.6e-13,
                            .65),
                    domain(
                            "image_vq_16x16",
                            "Images VQ 16×16",
                            3.99,
                            2.7e4,
                            .13,
                            4.09,
                            6.1e-7,
                            .11,
                            6.2e-14,
                            .64),
                    domain(
                            "image_vq_32x32",
                            "Images VQ 32×32",
                            3.07,
                            1.9e4,
                            .14,
                            3.17,
                            2.6e-6,
                            .12,
                            9.4e-13,
                            .70),
                    domain(
                            "text_to_image",
                            "Text to image, image part",
                            2.0,
                            5.1e3,
                            .16,
                            1.93,
                            1.5e-6,
                            .15,
                            9.4e-13,
                            .70),
                    domain(
                            "image_to_text",
                            "Image to text, image part",
                            2.0,
                            5.5e3,
                            .15,
                            1.97,
                            1.5e-6,
                            .16,
                            3.3e-12,
                            .72),
                    domain(
                            "video_vq",
                            "Video VQ 16×16×16",
                            1.01,
                            3.7e4,
                            .24,
                            .95,
                            2.2e-5,
                            .14,
                            1.13e-12,
                            .71),
                    domain(
                            "math",
                            "Mathematics (extrapolate)",
                            .28,
                            1.1e4,
                            .16,
                            .14,
                            1.4e-5,
                            .17,
                            2.3e-12,
                            .69));

    private GenerativeModeling() {}

    static List<KnownLaw> all() {
        var all = new ArrayList<KnownLaw>();
        for (Domain domain : TABLE) {
            all.add(loss(domain, "N", domain.n(), 1, PARAMETERS));
            all.add(loss(domain, "C", domain.c(), PF_DAY, COMPUTE));
            all.add(bestSize(domain));
        }
        return all;
    }

    /// @param unit of the table in the axis' unit
    private static KnownLaw loss(
            Domain domain, String symbol, double[] constants, double unit, Axis axis) {
        double floor = constants[0];
        double alpha = constants[2];
        double a = Math.pow(constants[1] * unit, alpha);
        ScalingLaw law = KnownLaws.law(floor == 0 ? "power_law" : "power_law_constant");
        return new KnownLaw(
                "henighan_2020_%s_%s".formatted(domain.id(), axis.name()),
                "%s: loss over %s".formatted(domain.title(), axis.name()),
                law,
                List.of(),
                floor == 0
                        ? KnownLaws.constants(law, a, alpha)
                        : KnownLaws.constants(law, floor, a, alpha),
                LOSS,
                List.of(axis),
                "L = %s(%s/%s)^-%s%s"
                        .formatted(
                                floor == 0 ? "" : text(floor) + " + ",
                                symbol,
                                text(constants[1]),
                                text(alpha),
                                unit == 1 ? "" : ", C in PF-days of 8.64e19 FLOP"),
                SOURCE,
                note(domain));
    }

    private static KnownLaw bestSize(Domain domain) {
        double beta = domain.opt()[1];
        ScalingLaw law = KnownLaws.law("product_power");
        return new KnownLaw(
                "henighan_2020_%s_best_parameters".formatted(domain.id()),
                "%s: best model size over compute".formatted(domain.title()),
                law,
                List.of(),
                KnownLaws.constants(law, 0, Math.pow(domain.opt()[0] * PF_DAY, -beta), beta),
                new Metric("parameters", "parameters", null),
                List.of(COMPUTE),
                "N_opt = (C/%s)^%s, C in PF-days of 8.64e19 FLOP"
                        .formatted(text(domain.opt()[0]), text(beta)),
                SOURCE,
                note(domain));
    }

    private static @org.jspecify.annotations.Nullable String note(Domain domain) {
        return domain.extrapolated()
                ? "Loss on problems harder than those trained on (the extrapolation split)."
                : null;
    }

    private static String text(double value) {
        return value >= .01 && value < 1000
                ? Double.toString(value)
                : "%.3g".formatted(value).toLowerCase(Locale.ROOT);
    }

    private static Domain domain(
            String id,
            String title,
            double floorN,
            double n0,
            double alphaN,
            double floorC,
            double c0,
            double alphaC,
            double c1,
            double beta) {
        return new Domain(
                id,
                title,
                new double[] {floorN, n0, alphaN},
                new double[] {floorC, c0, alphaC},
                new double[] {c1, beta},
                id.equals("math"));
    }
}
