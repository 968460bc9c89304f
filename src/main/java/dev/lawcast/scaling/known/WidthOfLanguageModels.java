package dev.lawcast.scaling.known;

import dev.lawcast.scaling.known.KnownLaw.Constant;
import dev.lawcast.scaling.known.KnownLaw.Metric;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Width of open language models: L = C·m^−α + L_g, one offset for each family on each data set.
///
/// - L loss, nats per token; m width of the hidden state
/// - α = .9098 ± .036, C = 476.08
///
/// Liu, Liu and Gore 2025, *Superposition Yields Robust Neural Scaling*, arXiv 2505.10465.
final class WidthOfLanguageModels {

    private static final List<String> FAMILIES = List.of("opt", "qwen", "gpt2", "pythia");
    private static final List<String> DATA = List.of("wikitext", "c4", "pile", "bookcorpus");

    /// Rows are families, columns data sets.
    private static final double[][] OFFSETS = {
        {2.2074, 2.2745, 1.7193, 2.1845},
        {1.6079, 2.1009, 1.4890, 1.9348},
        {2.3018, 2.3546, 1.9413, 2.2961},
        {2.1407, 2.2998, 1.5203, 2.2415}
    };

    private WidthOfLanguageModels() {}

    static KnownLaw liu() {
        var labels = new ArrayList<String>();
        var values = new ArrayList<Double>(List.of(476.08, .9098));
        for (int f = 0; f < FAMILIES.size(); f++) {
            for (int d = 0; d < DATA.size(); d++) {
                labels.add(FAMILIES.get(f) + " " + DATA.get(d));
                values.add(OFFSETS[f][d]);
            }
        }
        ScalingLaw law = KnownLaws.law("superposition", labels);
        var constants = new ArrayList<Constant>();
        for (int k = 0; k < values.size(); k++) {
            String name = law.parameters().get(k).name();
            @Nullable Double error = name.equals("alpha") ? .036 : null;
            constants.add(new Constant(name, values.get(k), error));
        }
        return new KnownLaw(
                "liu_2025_width",
                "Width of language models, an offset for each family and data set",
                law,
                labels,
                constants,
                new Metric("loss", "nats per token", true),
                List.of(KnownLaws.unranged("width", "1"), KnownLaws.unranged("group", "label")),
                "476.08 m^-(0.9098 ± 0.036) + L_group",
                "Liu, Liu and Gore 2025, Superposition Yields Robust Neural Scaling,"
                        + " arXiv:2505.10465",
                null);
    }
}
