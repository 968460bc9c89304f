package dev.lawcast.scaling.transport;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
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
    public CostRows toValidation() {
        return rows(sources, List.of(validation));
    }

    /// The points of one source × those of the validation sample.
    public CostRows toValidation(int source) {
        return rows(List.of(sources.get(source)), List.of(validation));
    }

    /// All points of all sources × the same.
    public CostRows amongSources() {
        return rows(sources, sources);
    }

    /// The points of one source × those of another, or of itself.
    public CostRows between(int source, int other) {
        return rows(List.of(sources.get(source)), List.of(sources.get(other)));
    }

    public CostRows withinValidation() {
        return rows(List.of(validation), List.of(validation));
    }

    private CostRows rows(List<Sample> rows, List<Sample> columns) {
        var features = new SquaredEuclidean(stacked(rows), stacked(columns));
        return labels == null ? features : labelled(features, labels, labelWeight, rows, columns);
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

    private static LabelledRows labelled(
            SquaredEuclidean features,
            LabelDistances labels,
            double weight,
            List<Sample> rows,
            List<Sample> columns) {
        int[] classOfRow = classes(rows);
        int[] classOfColumn = classes(columns);
        double[][] term = new double[max(classOfRow) + 1][max(classOfColumn) + 1];
        int top = 0;
        for (Sample x : rows) {
            int left = 0;
            double[][] distances = {};
            for (Sample y : columns) {
                distances = labels.between(x, y);
                for (int r = 0; r < distances.length; r++) {
                    for (int c = 0; c < distances[r].length; c++) {
                        term[top + r][left + c] = weight * distances[r][c];
                    }
                }
                left += distances[0].length;
            }
            top += distances.length;
        }
        return new LabelledRows(features, classOfRow, classOfColumn, term);
    }

    /// Number of each point's class, counted on from sample to sample.
    private static int[] classes(List<Sample> samples) {
        int[] classes = new int[samples.stream().mapToInt(Sample::size).sum()];
        int at = 0;
        int before = 0;
        for (Sample sample : samples) {
            Classes own = Classes.of(sample);
            for (int k : own.of()) {
                classes[at++] = before + k;
            }
            before += own.codes().length;
        }
        return classes;
    }

    private static int max(int[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    /// Mean cost of features over mean distance of labels, over all pairs of a source's point and a
    /// validation point; 0 where all classes are alike.
    private double balanced(@Nullable LabelDistances labels) {
        if (labels == null) {
            return 0;
        }
        List<Sample> columns = List.of(validation);
        var features = new SquaredEuclidean(stacked(sources), validation.features());
        LabelledRows both = labelled(features, labels, 1, sources, columns);
        double ofFeatures = CostMatrix.of(features).mean();
        double ofLabels = 0;
        for (int r : both.classOfRow()) {
            double row = 0;
            for (int c : both.classOfColumn()) {
                row += both.term()[r][c];
            }
            ofLabels += row / both.columns() / both.rows();
        }
        return ofLabels > 0 ? ofFeatures / ofLabels : 0;
    }
}
