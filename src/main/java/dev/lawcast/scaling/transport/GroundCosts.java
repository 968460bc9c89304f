package dev.lawcast.scaling.transport;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

/// The samples of a study under one ground cost: one scale for their features, one λ, distances of
/// labels measured once.
public final class GroundCosts {

    private final List<Sample> sources;
    private final Sample validation;
    private final @Nullable LabelDistances labels;
    private final double labelWeight;

    /// @throws IllegalArgumentException where there is no source, the samples have different
    ///   numbers of features, or labels are missing that the cost needs
    public GroundCosts(List<Sample> sources, Sample validation, GroundCost cost) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("There is no source. At least one is needed.");
        }
        List<Sample> all = Stream.concat(sources.stream(), Stream.of(validation)).toList();
        for (Sample sample : all) {
            SquaredEuclidean.checkFeatures(sample.features(), validation.features());
        }
        List<Sample> scaled = cost.standardized() ? Standardization.of(all) : all;
        this.sources = scaled.subList(0, sources.size());
        this.validation = scaled.getLast();
        Double asked = cost.labelWeight();
        labels = asked != null && asked == 0 ? null : new LabelDistances();
        labelWeight = asked != null ? asked : balanced(labels);
    }

    /// λ, as asked for or as it was balanced.
    public double labelWeight() {
        return labelWeight;
    }

    /// Points in each source.
    public int[] sizes() {
        return sources.stream().mapToInt(Sample::size).toArray();
    }

    /// All points of all sources × those of the validation sample.
    public CostMatrix toValidation() {
        return cost(sources, List.of(validation));
    }

    /// All points of all sources × the same.
    public CostMatrix amongSources() {
        return cost(sources, sources);
    }

    public CostMatrix withinValidation() {
        return cost(List.of(validation), List.of(validation));
    }

    public CostMatrix between(int source, int other) {
        return cost(List.of(sources.get(source)), List.of(sources.get(other)));
    }

    public CostMatrix toValidation(int source) {
        return cost(List.of(sources.get(source)), List.of(validation));
    }

    private CostMatrix cost(List<Sample> rows, List<Sample> columns) {
        CostMatrix cost = SquaredEuclidean.between(stacked(rows), stacked(columns));
        if (labels != null) {
            addLabelTerm(labels, rows, columns, labelWeight, cost);
        }
        return cost;
    }

    private static Features stacked(List<Sample> samples) {
        if (samples.size() == 1) {
            return samples.getFirst().features();
        }
        int d = samples.getFirst().features().columns();
        int n = samples.stream().mapToInt(Sample::size).sum();
        double[] values = new double[Math.multiplyExact(n, d)];
        int at = 0;
        for (Sample sample : samples) {
            double[] part = sample.features().values();
            System.arraycopy(part, 0, values, at, part.length);
            at += part.length;
        }
        return new Features(n, d, values);
    }

    private static void addLabelTerm(
            LabelDistances labels,
            List<Sample> rows,
            List<Sample> columns,
            double weight,
            CostMatrix cost) {
        int top = 0;
        for (Sample x : rows) {
            int left = 0;
            int[] classOfRow = Classes.of(x).of();
            for (Sample y : columns) {
                int[] classOfColumn = Classes.of(y).of();
                double[][] distances = labels.between(x, y);
                for (int i = 0; i < x.size(); i++) {
                    double[] row = distances[classOfRow[i]];
                    int at = (top + i) * cost.columns() + left;
                    for (int j = 0; j < y.size(); j++) {
                        cost.values()[at + j] += weight * row[classOfColumn[j]];
                    }
                }
                left += y.size();
            }
            top += x.size();
        }
    }

    /// Mean cost of features over mean distance of labels, over all pairs of a source's point and a
    /// validation point; 0 where all classes are alike.
    private double balanced(@Nullable LabelDistances labels) {
        if (labels == null) {
            return 0;
        }
        CostMatrix features = SquaredEuclidean.between(stacked(sources), validation.features());
        double[] zeros = new double[features.values().length];
        var terms = new CostMatrix(features.rows(), features.columns(), zeros);
        addLabelTerm(labels, sources, List.of(validation), 1, terms);
        double mean = terms.mean();
        return mean > 0 ? features.mean() / mean : 0;
    }
}
