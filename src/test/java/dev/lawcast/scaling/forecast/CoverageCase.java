package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A law with known constants and the sizes of its runs. Several truths stand for each law, so that
/// no method is judged by one.
///
/// @param sizes `sizes[j][i]`, variable j of run i
/// @param inside in the middle of the runs
/// @param outside four times beyond the largest run in every size; the end of the runs in what is
///   no size
/// @param noise standard deviation of a run about the law: of ln metric, or of the metric where
///   `additive`
record CoverageCase(
        ScalingLaw law,
        Objective objective,
        double[] truth,
        double[][] sizes,
        double[] inside,
        double[] outside,
        double noise,
        boolean additive) {

    private static final double OUTSIDE = 4;

    /// From, to and number of values of one variable.
    private record Axis(double from, double to, int count) {
        double at(int i, LawVariable.Kind kind) {
            double share = count == 1 ? 0 : (double) i / (count - 1);
            return switch (kind) {
                case SIZE -> from * Math.pow(to / from, share);
                case LABEL -> LawForm.code(i);
                case FRACTION, NUMBER -> from + share * (to - from);
            };
        }
    }

    static List<CoverageCase> all() {
        var all = new ArrayList<CoverageCase>();
        all.add(of("power_law", "20 .2", .01, size(1e6, 1e9, 12)));
        all.add(of("power_law", "300 .45", .03, size(50, 2e4, 8)));
        all.add(of("power_law_constant", "1.7 400 .3", .01, size(1e6, 1e9, 12)));
        all.add(of("power_law_constant", "1.7 400 .3", .01, size(1e6, 1e9, 30)));
        all.add(of("power_law_constant", ".25 6 .5", .02, size(50, 2e4, 24)));
        all.add(of("shifted_power", "1.2 300 5e6 .35", .005, size(1e6, 1e9, 30)));
        all.add(of("shifted_power", ".25 30 200 .7", .01, size(50, 2e4, 40)));
        all.add(of("saturating_power", "1.2 300 100 .35", .005, size(1e6, 1e10, 30)));
        all.add(of("saturating_power", ".2 200 250 .8", .01, size(50, 5e4, 30)));
        all.add(of("saturating_m4", ".4 2.3 60 .3 .8", .005, size(1e6, 1e10, 40)));
        all.add(of("saturating_m4", ".2 .9 30 .5 .5", .01, size(50, 5e4, 40)));
        all.add(of("exponential", "1.1 2.5 .3", .01, number(.1, 10, 20)));
        all.add(of("exponential", ".3 2 .8", .02, number(.1, 6, 16)));
        all.add(of("broken_power", ".3 40 .12 .4 2e8 .4", .005, size(1e6, 1e10, 40)));
        all.add(of("broken_power", ".1 5 .1 .5 3e3 .2", .01, size(50, 1e6, 40)));
        all.addAll(joint());
        all.add(
                of(
                        "kaplan_joint",
                        "6.4e13 1.8e13 .076 .103",
                        .01,
                        size(1e6, 1e9, 6),
                        size(1e8, 1e11, 6)));
        all.add(of("kaplan_joint", "1e10 1e12 .15 .2", .02, size(1e6, 1e9, 7), size(1e8, 1e10, 7)));
        all.add(
                of(
                        "data_constrained",
                        "1.87 521 1488 .35 .36 5.3 15.4",
                        .01,
                        size(1e7, 3e9, 5),
                        size(3e9, 3e11, 5),
                        size(1e8, 1e10, 4)));
        all.add(
                of(
                        "encoder_decoder",
                        "1.4 800 .18 .22",
                        .003,
                        size(1e7, 1e9, 6),
                        size(1e7, 1e9, 6)));
        all.add(of("encoder_decoder", "1 60 .15 .1", .005, size(1e6, 1e9, 6), size(1e6, 1e9, 6)));
        all.add(
                of(
                        "encoder_decoder",
                        "1.4 800 .18 .22",
                        .01,
                        size(1e7, 1e9, 9),
                        size(1e7, 1e9, 9)));
        all.add(
                of(
                        "sparsity",
                        "60 .82 90 .25 55 .3 .65",
                        .01,
                        size(1e6, 1e9, 5),
                        size(1e8, 1e11, 5),
                        share(0, .875, 4)));
        all.add(
                additive(
                        "sparsity",
                        "60 .82 90 .25 55 .3 .65",
                        .02,
                        size(1e6, 1e9, 5),
                        size(1e8, 1e11, 5),
                        share(0, .875, 4)));
        all.add(
                of(
                        "routed",
                        "-.083 -.12 .011 1.11 1.9 330",
                        .005,
                        size(1e7, 1e9, 6),
                        size(1, 512, 10)));
        all.add(of("mixing_exponential", "1.8 1.1 -2.5", .01, share(0, 1, 21)));
        all.add(of("mixing_exponential", "2.2 .6 -4", .005, share(0, 1, 15)));
        all.add(additive("log_linear", "-1.2 .11", .01, size(1e6, 1e10, 12)));
        all.add(additive("log_linear", "30 2", 1.5, size(1e3, 1e6, 10)));
        all.add(additive("logit_linear", "-9 .45", .01, size(1e6, 1e10, 16)));
        all.add(additive("logit_linear", "-4 .5", .02, size(50, 2e4, 16)));
        all.add(of("product_power", "3e5 50 .376", .03, size(1e6, 1e10, 20)));
        all.add(of("product_power", ".8 40 -.3", .01, size(1e4, 1e8, 20)));
        all.add(additive("downstream_error", ".85 2.1 .73", .005, number(1.8, 4.5, 20)));
        all.add(additive("downstream_error", ".7 1.5 .5", .01, number(2, 5, 40)));
        all.add(of("quality_vs_loss", "60 1.3", .02, number(1.5, 4, 12)));
        all.add(of("quality_vs_loss", "40 .8", .01, number(1.2, 3, 20)));
        all.addAll(labelled());
        return List.copyOf(all);
    }

    private static List<CoverageCase> joint() {
        Axis n = size(1e8, 1e10, 7);
        Axis d = size(2e9, 2e11, 6);
        String truth = "1.7 406.4 410.7 .34 .28";
        String other = "1.9 500 2500 .35 .38";
        var least = Objective.LOG_SQUARED;
        return List.of(
                of("chinchilla", truth, .01, n, d),
                of("chinchilla", truth, .01, n, d).with(least),
                of("chinchilla", other, .005, n, d),
                of("chinchilla", other, .01, size(5e7, 1e10, 10), size(1e9, 3e11, 12)),
                of("chinchilla", truth, .02, size(1e8, 1e10, 10), size(2e9, 2e11, 10)).with(least),
                of("overtraining", "1.8 140 190 .24", .01, size(1e7, 1e9, 6), size(1e8, 1e11, 6)),
                of("overtraining", "1.8 140 190 .24", .005, size(1e7, 1e9, 5), size(2e8, 5e10, 4)),
                of("overtraining", "1.4 300 500 .3", .01, size(1e7, 1e10, 7), size(2e8, 5e11, 6)));
    }

    private static List<CoverageCase> labelled() {
        Axis three = new Axis(0, 0, 3);
        var unique = size(5e5, 5e5, 1);
        return List.of(
                of("superposition", "476 .91 2.2 1.6 2.3", .01, size(128, 8192, 7), three),
                of("superposition", "60 .6 2.2 1.6 2.3", .005, size(64, 4096, 9), three),
                of("superposition", "2000 1.3 1 2 3", .02, size(128, 8192, 12), three),
                of(
                        "pruning_empirical",
                        "1.2 300 .35 1.1 900 .42",
                        .005,
                        size(1e5, 1e9, 16),
                        new Axis(0, 0, 2)),
                of(
                        "pruning_empirical",
                        ".2 6 .4 .15 9 .5",
                        .01,
                        size(1e3, 1e7, 16),
                        new Axis(0, 0, 2)),
                of(
                        "quality_quantity",
                        ".1 8 -.3 -.22 -.15 10 4 3",
                        .01,
                        size(2.5e5, 3.2e7, 12),
                        unique,
                        three),
                of(
                        "quality_quantity",
                        ".05 20 -.42 -.37 -.3 6 5 3",
                        .02,
                        size(2.5e5, 1.6e7, 21),
                        unique,
                        three),
                of(
                        "effective_data",
                        ".1 8 -.3 -.22 -.15 10 4 3",
                        .01,
                        size(2.5e5, 3.2e7, 12),
                        unique,
                        three),
                of(
                        "effective_data",
                        ".05 20 -.42 -.37 -.3 6 5 3",
                        .02,
                        size(2.5e5, 1.6e7, 21),
                        unique,
                        three));
    }

    private static Axis size(double from, double to, int count) {
        return new Axis(from, to, count);
    }

    private static Axis share(double from, double to, int count) {
        return new Axis(from, to, count);
    }

    private static Axis number(double from, double to, int count) {
        return new Axis(from, to, count);
    }

    private static CoverageCase additive(String id, String truth, double noise, Axis... axes) {
        CoverageCase of = of(id, truth, noise, axes);
        return new CoverageCase(
                of.law, of.objective, of.truth, of.sizes, of.inside, of.outside, noise, true);
    }

    private static CoverageCase of(String id, String truth, double noise, Axis... axes) {
        ScalingLaw law = LawCatalogue.find(id).orElseThrow();
        for (int j = 0; j < axes.length; j++) {
            if (kind(law, j) == LawVariable.Kind.LABEL) {
                var labels = List.of("one", "two", "three").subList(0, axes[j].count());
                law = law.in(new LawForm(0, labels));
            }
        }
        int runs = Arrays.stream(axes).mapToInt(Axis::count).reduce(1, (a, b) -> a * b);
        double[][] sizes = new double[axes.length][runs];
        double[] inside = new double[axes.length];
        double[] outside = new double[axes.length];
        int every = 1;
        for (int j = 0; j < axes.length; j++) {
            LawVariable.Kind kind = kind(law, j);
            for (int i = 0; i < runs; i++) {
                sizes[j][i] = axes[j].at(i / every % axes[j].count(), kind);
            }
            every *= axes[j].count();
            boolean several = axes[j].count() > 1;
            inside[j] =
                    switch (kind) {
                        case SIZE -> Math.sqrt(axes[j].from() * axes[j].to());
                        case FRACTION, NUMBER -> (axes[j].from() + axes[j].to()) / 2;
                        case LABEL -> LawForm.code(0);
                    };
            outside[j] =
                    switch (kind) {
                        case SIZE -> (several ? OUTSIDE : 1) * axes[j].to();
                        case FRACTION, NUMBER -> axes[j].to();
                        case LABEL -> LawForm.code(0);
                    };
        }
        double[] p = Arrays.stream(truth.split(" ")).mapToDouble(Double::parseDouble).toArray();
        return new CoverageCase(
                law, law.defaultObjective(), p, sizes, inside, outside, noise, false);
    }

    private static LawVariable.Kind kind(ScalingLaw law, int j) {
        return law.variables().get(j).kind();
    }

    private CoverageCase with(Objective other) {
        return new CoverageCase(law, other, truth, sizes, inside, outside, noise, additive);
    }

    int runs() {
        return sizes[0].length;
    }

    String name() {
        return "%s, %d runs, %s%s, %s"
                .formatted(
                        law.id(),
                        runs(),
                        additive ? "± %s".formatted(noise) : "%.2g %%".formatted(100 * noise),
                        switch (objective.loss()) {
                            case ResidualLoss.Squared _ -> "";
                            case ResidualLoss.Huber _ -> " Huber";
                            case ResidualLoss.SoftL1 _ -> " soft L1";
                        },
                        Arrays.toString(truth));
    }

    Observations observations(SplittableRandom random) {
        double[] y = new double[runs()];
        for (int i = 0; i < y.length; i++) {
            double[] x = new double[sizes.length];
            for (int j = 0; j < x.length; j++) {
                x[j] = sizes[j][i];
            }
            y[i] = newRun(random, x);
        }
        return new Observations(
                IntStream.range(0, y.length).mapToObj(i -> "run-" + i).toList(),
                sizes,
                y,
                null,
                null);
    }

    double newRun(SplittableRandom random, double[] x) {
        double mean = law.value(truth, x);
        double r = noise * random.nextGaussian();
        return additive ? mean + r : mean * Math.exp(r);
    }
}
