package dev.lawcast.scaling.transport;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The samples of a study under one ground cost: one scale for their features, one λ, distances of
/// labels measured once.
public final class GroundCosts {

    /// Points of a sample that are used.
    ///
    /// @param whole the sample, by which classes are numbered and told apart
    /// @param classes number of each point's class in the whole; empty without a label term
    private record Part(Features features, Sample whole, int[] classes) {

        static Part all(Sample sample, boolean labelled) {
            int[] classes = labelled ? Classes.of(sample).of() : new int[0];
            return new Part(sample.features(), sample, classes);
        }

        int size() {
            return features.rows();
        }

        Part at(int[] places) {
            int[] own = new int[classes.length == 0 ? 0 : places.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = classes[places[i]];
            }
            return new Part(features.select(places), whole, own);
        }
    }

    private final List<Part> sources;
    private final Part validation;
    private final @Nullable LabelDistances labels;
    private final double labelWeight;
    private final double mean;

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
        Double asked = cost.labelWeight();
        labels = asked != null && asked == 0 ? null : new LabelDistances();
        List<Part> parts = scaled.stream().map(each -> Part.all(each, labels != null)).toList();
        this.sources = parts.subList(0, sources.size());
        this.validation = parts.getLast();
        double ofFeatures =
                SquaredEuclidean.mean(stacked(this.sources), this.validation.features());
        double ofLabels = labels == null ? 0 : meanOfLabels(labels);
        if (asked != null) {
            labelWeight = asked;
        } else {
            labelWeight = ofLabels > 0 ? ofFeatures / ofLabels : 0; // 0 where all classes are alike
        }
        mean = ofFeatures + labelWeight * ofLabels;
    }

    private GroundCosts(GroundCosts whole, List<Part> sources, Part validation) {
        this.sources = sources;
        this.validation = validation;
        labels = whole.labels;
        labelWeight = whole.labelWeight;
        mean = whole.mean;
    }

    /// The same ground cost between some of the points: scale, λ, distances of labels and [#mean()]
    /// stay those of the whole samples.
    ///
    /// @param ofSources places of the points of each source
    /// @param ofValidation places of the validation points
    public GroundCosts part(int[][] ofSources, int[] ofValidation) {
        var parts = new ArrayList<Part>();
        for (int i = 0; i < ofSources.length; i++) {
            parts.add(sources.get(i).at(ofSources[i]));
        }
        return new GroundCosts(this, List.copyOf(parts), validation.at(ofValidation));
    }

    /// Unweighted mean of the costs between all points of all sources and all validation points.
    public double mean() {
        return mean;
    }

    /// Validation points.
    public int validationSize() {
        return validation.size();
    }

    /// λ, as asked for or as it was balanced.
    public double labelWeight() {
        return labelWeight;
    }

    /// Points in each source.
    public int[] sizes() {
        return sources.stream().mapToInt(Part::size).toArray();
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

    private CostRows rows(List<Part> rows, List<Part> columns) {
        var features = new SquaredEuclidean(stacked(rows), stacked(columns));
        return labels == null ? features : labelled(features, labels, labelWeight, rows, columns);
    }

    private static Features stacked(List<Part> samples) {
        if (samples.size() == 1) {
            return samples.getFirst().features();
        }
        int d = samples.getFirst().features().columns();
        int n = samples.stream().mapToInt(Part::size).sum();
        double[] values = new double[Math.multiplyExact(n, d)];
        int at = 0;
        for (Part sample : samples) {
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
            List<Part> rows,
            List<Part> columns) {
        int[] classOfRow = classes(rows);
        int[] classOfColumn = classes(columns);
        double[][] term = new double[classesOf(rows)][classesOf(columns)];
        int top = 0;
        for (Part x : rows) {
            int left = 0;
            double[][] distances = {};
            for (Part y : columns) {
                distances = labels.between(x.whole(), y.whole());
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
    private static int[] classes(List<Part> samples) {
        int[] classes = new int[samples.stream().mapToInt(Part::size).sum()];
        int at = 0;
        int before = 0;
        for (Part sample : samples) {
            for (int k : sample.classes()) {
                classes[at++] = before + k;
            }
            before += Classes.of(sample.whole()).codes().length;
        }
        return classes;
    }

    private static int classesOf(List<Part> samples) {
        return samples.stream().mapToInt(s -> Classes.of(s.whole()).codes().length).sum();
    }

    /// Mean distance of labels over all pairs of a source's point and a validation point.
    private double meanOfLabels(LabelDistances labels) {
        int[] inValidation = counts(validation);
        double sum = 0;
        for (Part source : sources) {
            int[] inSource = counts(source);
            double[][] distances = labels.between(source.whole(), validation.whole());
            for (int r = 0; r < inSource.length; r++) {
                for (int c = 0; c < inValidation.length; c++) {
                    sum += (double) inSource[r] * inValidation[c] * distances[r][c];
                }
            }
        }
        return sum / validation.size() / sources.stream().mapToInt(Part::size).sum();
    }

    private static int[] counts(Part sample) {
        int[] counts = new int[Classes.of(sample.whole()).codes().length];
        for (int k : sample.classes()) {
            counts[k]++;
        }
        return counts;
    }
}
