package dev.lawcast.scaling.law;

import java.util.ArrayList;
import java.util.List;

/// Variables and kinds of parameters that several laws share.
final class Quantities {

    static final LawVariable MODEL_SIZE =
            new LawVariable(
                    "N",
                    List.of(
                            "parameters",
                            "nonzero_parameters",
                            "encoder_parameters",
                            "decoder_parameters"),
                    "parameters",
                    "Model size.");

    static final LawVariable DATA_SIZE =
            new LawVariable("D", List.of("tokens", "samples"), "tokens", "Training data seen.");

    static final LawVariable LOSS =
            new LawVariable(
                    "L", List.of("other"), "metric", "A loss, of which this metric is a function.");

    private Quantities() {}

    static LawVariable size(String name) {
        return new LawVariable(name, LawVariable.ANY_SIZE, "1", "The size that is scaled up.");
    }

    /// Sizes x1 … xk.
    static List<LawVariable> sizes(int count) {
        List<LawVariable> sizes = new ArrayList<>();
        for (int j = 1; j <= count; j++) {
            sizes.add(
                    new LawVariable(
                            "x" + j, LawVariable.ANY_SIZE, "1", "A size that is scaled up."));
        }
        return sizes;
    }

    /// A linear parameter ≥ 0.
    static LawParameter coefficient(String name, String unit, String meaning) {
        return LawParameter.linear(name, unit, meaning, 0, Double.POSITIVE_INFINITY);
    }

    /// A nonlinear parameter ≥ 0 of unknown order of magnitude.
    static LawParameter positive(String name, String unit, String meaning, double from, double to) {
        return LawParameter.nonlinear(
                name,
                unit,
                meaning,
                0,
                Double.POSITIVE_INFINITY,
                new LawParameter.Search(from, to, LawParameter.Search.Spacing.LOGARITHMIC));
    }

    /// A nonlinear parameter of either sign.
    static LawParameter signed(String name, String unit, String meaning, double from, double to) {
        return LawParameter.nonlinear(
                name,
                unit,
                meaning,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                new LawParameter.Search(from, to, LawParameter.Search.Spacing.LINEAR));
    }

    /// Checks a number of pieces against what a law takes.
    static int pieces(ScalingLaw law, int pieces) {
        int least = law.pieces()[0];
        int most = law.pieces()[1];
        if (pieces < least || pieces > most) {
            throw new IllegalArgumentException(
                    "law %s takes %d to %d pieces, not %d"
                            .formatted(law.id(), least, most, pieces));
        }
        return pieces;
    }
}
