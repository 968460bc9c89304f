package dev.lawcast.scaling.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A form of a law with constants and points at which every term matters.
///
/// @param ranges per variable: least and greatest value of a size or fraction, codes of labels
record LawExample(ScalingLaw law, double[] parameters, double[][] ranges) {

    private static final double[] USUAL_RANGE = {1e6, 1e10};

    @Override
    public String toString() {
        return law.id() + " of " + law.variables().size() + ", " + law.parameters().size();
    }

    /// Every law of the catalogue, some in several forms. A law that is not named here is taken at
    /// the middle of its search ranges. All but those with parameters for each label, which
    /// [LabelledLawContractTest] looks at.
    static List<LawExample> all() {
        List<LawExample> examples = new ArrayList<>();
        for (ScalingLaw law : LawCatalogue.all()) {
            if (law.parameters().stream().noneMatch(p -> p.name().contains("["))) {
                examples.addAll(of(law));
            }
        }
        return examples;
    }

    private static List<LawExample> of(ScalingLaw law) {
        double[] loss = {1.5, 6};
        double[] size = USUAL_RANGE;
        double[] share = {0, .3};
        return switch (law.id()) {
            case "shifted_power" -> List.of(planted(law, "1.2 300 5e6 .35", size));
            case "saturating_power" -> List.of(planted(law, "1.2 300 100 .35", size));
            case "saturating_m4" -> List.of(planted(law, ".4 2.3 60 .3 .8", size));
            case "exponential" -> List.of(planted(law, "1.1 2.5 .3", new double[] {.1, 10}));
            case "broken_power" ->
                    List.of(
                            planted(law, ".3 40 .12 .4 2e8 .4", size),
                            planted(
                                    law.in(new LawForm(2, List.of())),
                                    ".2 20 .1 .35 1e7 .15 .3 1e9 .1",
                                    size));
            case "kaplan_joint" ->
                    List.of(
                            planted(
                                    law,
                                    "6.4e13 1.8e13 .076 .103",
                                    size,
                                    new double[] {1e7, 1e11}));
            case "overtraining" ->
                    List.of(planted(law, "1.8 140 190 .24", size, new double[] {1e7, 1e12}));
            case "data_constrained" ->
                    List.of(
                            planted(
                                    law,
                                    "1.87 521 1488 .35 .36 5.3 15.4",
                                    new double[] {1e7, 3e9},
                                    new double[] {3e9, 3e10},
                                    new double[] {2e8, 2e9}));
            case "encoder_decoder" -> List.of(planted(law, "1.4 800 .18 .22", size, size));
            case "sparsity" ->
                    List.of(
                            planted(
                                    law,
                                    "60 .82 90 .25 55 .3 .65",
                                    size,
                                    new double[] {1e8, 1e11},
                                    new double[] {0, .95}));
            case "routed" ->
                    List.of(
                            planted(
                                    law,
                                    "-.083 -.12 .011 1.11 1.9 330",
                                    size,
                                    new double[] {1, 512}));
            case "mixing_exponential" ->
                    List.of(
                            planted(law, "1.8 1.1 -2.5", new double[] {0, 1}),
                            planted(
                                    law.in(new LawForm(3, List.of())),
                                    "1.8 1.1 -2.5 .7 -6",
                                    share,
                                    share,
                                    share));
            case "log_linear" ->
                    List.of(
                            planted(law, "-1.2 .11", size),
                            planted(
                                    law.in(new LawForm(3, List.of())),
                                    "3 .1 -.2 .3",
                                    size,
                                    size,
                                    size));
            case "logit_linear" ->
                    List.of(
                            planted(law, "-9 .45", size),
                            planted(law.in(new LawForm(2, List.of())), "-4 .5 -.3", size, size));
            case "product_power" ->
                    List.of(
                            planted(law, "3e5 50 .376", size),
                            planted(
                                    law.in(new LawForm(3, List.of())),
                                    ".7 300 -.2 .1 -.15",
                                    size,
                                    size,
                                    size));
            case "downstream_error" -> List.of(planted(law, ".85 2.1 .73", loss));
            case "quality_vs_loss" -> List.of(planted(law, "60 1.3", loss));
            default -> List.of(usual(law));
        };
    }

    private static LawExample planted(ScalingLaw law, String parameters, double[]... ranges) {
        double[] p =
                Arrays.stream(parameters.split(" ")).mapToDouble(Double::parseDouble).toArray();
        return new LawExample(law, p, ranges);
    }

    private static LawExample usual(ScalingLaw law) {
        var random = new SplittableRandom(17);
        double[] p = new double[law.parameters().size()];
        for (int k = 0; k < p.length; k++) {
            LawParameter.Search search = law.parameters().get(k).search();
            p[k] = search == null ? 1 + .3 * k : usual(search, .45 + .1 * random.nextDouble());
        }
        double[][] ranges = new double[law.variables().size()][];
        Arrays.fill(ranges, USUAL_RANGE);
        if (law.rescales()) {
            double[] unit = new double[ranges.length];
            Arrays.fill(unit, 1e-8);
            law.rescale(p, unit);
        }
        return new LawExample(law, p, ranges);
    }

    private static double usual(LawParameter.Search search, double share) {
        return switch (search.spacing()) {
            case LINEAR -> search.from() + share * (search.to() - search.from());
            case LOGARITHMIC -> search.from() * Math.pow(search.to() / search.from(), share);
        };
    }

    /// `x[j][i]`, spread over the ranges.
    double[][] points(int count, long seed) {
        var random = new SplittableRandom(seed);
        double[][] x = new double[ranges.length][count];
        for (int j = 0; j < x.length; j++) {
            double[] range = ranges[j];
            for (int i = 0; i < count; i++) {
                double share = random.nextDouble();
                x[j][i] =
                        switch (law.variables().get(j).kind()) {
                            case SIZE -> range[0] * Math.pow(range[1] / range[0], share);
                            case FRACTION, NUMBER -> range[0] + share * (range[1] - range[0]);
                            case LABEL -> range[i % range.length];
                        };
            }
        }
        return x;
    }

    boolean size(int j) {
        return law.variables().get(j).kind() == LawVariable.Kind.SIZE;
    }
}
