package dev.lawcast.scaling.law;

import java.util.List;
import java.util.stream.Stream;

/// y = g(f(x)): a law of sizes whose metric is the one variable of a second law, such as a loss
/// that leads to an error (Gadre et al. 2024, arXiv 2403.08540). For forecasts: its two laws are
/// fitted each to its own metric, not together.
///
/// Its parameters are those of the first law, then those of the second as `then.parameter`.
public final class ChainLaw implements ScalingLaw {

    private static final double STEP = 1e-6;

    private final ScalingLaw first;
    private final ScalingLaw second;
    private final List<LawParameter> parameters;

    /// @throws IllegalArgumentException where the second law has not one variable
    public ChainLaw(ScalingLaw first, ScalingLaw second) {
        if (second.variables().size() != 1) {
            throw new IllegalArgumentException(
                    "Law '%s' has %d variables, the second of a chain has one: the metric of the first"
                            .formatted(second.id(), second.variables().size()));
        }
        this.first = first;
        this.second = second;
        parameters =
                Stream.concat(
                                first.parameters().stream(),
                                second.parameters().stream().map(ChainLaw::second))
                        .toList();
    }

    private static LawParameter second(LawParameter p) {
        return new LawParameter(
                "then." + p.name(),
                p.unit(),
                p.meaning(),
                p.lower(),
                p.upper(),
                p.linear(),
                p.search());
    }

    public ScalingLaw first() {
        return first;
    }

    public ScalingLaw second() {
        return second;
    }

    @Override
    public String id() {
        return "chain:" + first.id() + "+" + second.id();
    }

    @Override
    public String title() {
        return first.title() + ", then " + second.title();
    }

    @Override
    public String formula() {
        return first.formula() + " \\quad\\Rightarrow\\quad " + second.formula();
    }

    @Override
    public String source() {
        return first.source() + "; " + second.source();
    }

    @Override
    public List<LawVariable> variables() {
        return first.variables();
    }

    @Override
    public List<LawParameter> parameters() {
        return parameters;
    }

    @Override
    public Objective defaultObjective() {
        return second.defaultObjective();
    }

    @Override
    public double value(double[] p, double[] x) {
        return second.value(then(p), new double[] {first.value(begin(p), x)});
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        int n = value.length;
        double[] middle = new double[n];
        first.evaluate(begin(p), sizes, middle, jacobian);
        double[] q = then(p);
        double[][] own = new double[q.length][];
        System.arraycopy(jacobian, first.parameters().size(), own, 0, q.length);
        second.evaluate(q, Sizes.of(new double[][] {middle}, n), value, own);
        double[] at = new double[1];
        for (int i = 0; i < n; i++) {
            double h = STEP * Math.max(Math.abs(middle[i]), Double.MIN_NORMAL);
            at[0] = middle[i] + h;
            double above = second.value(q, at);
            at[0] = middle[i] - h;
            double slope = (above - second.value(q, at)) / (2 * h);
            for (int k = 0; k < first.parameters().size(); k++) {
                jacobian[k][i] *= slope;
            }
        }
    }

    /// Through the metric in between; a target that the second law reaches with any of its values
    /// is reached by any size.
    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        double middle = second.sizeReaching(target, 0, then(p), new double[1]);
        if (middle == 0) {
            return Double.POSITIVE_INFINITY;
        }
        return middle == Double.POSITIVE_INFINITY
                ? 0
                : first.sizeReaching(middle, variable, begin(p), x);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return second.value(then(p), new double[] {first.limit(variable, begin(p), x)});
    }

    /// The split that is best for the metric in between is best for the last one, which follows it.
    @Override
    public boolean allocates() {
        return first.allocates();
    }

    @Override
    public java.util.Optional<Allocation> allocate(double[] p, double flops, double flopsPerUnit) {
        return first.allocate(begin(p), flops, flopsPerUnit);
    }

    private double[] begin(double[] p) {
        return java.util.Arrays.copyOf(p, first.parameters().size());
    }

    private double[] then(double[] p) {
        return java.util.Arrays.copyOfRange(p, first.parameters().size(), p.length);
    }
}
