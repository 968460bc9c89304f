package dev.lawcast.sources;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Ids;
import dev.lawcast.api.Suggestion;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/// Samples with their content, for other slices: a validation sample and the sources that are held
/// against it, read from one snapshot.
@Service
public class SampleStore {

    private final SampleRepository repository;

    SampleStore(SampleRepository repository) {
        this.repository = repository;
    }

    /// Samples of one dimension.
    ///
    /// @param classes all labels of all samples, in ascending order; empty where no sample has any
    public record Loaded(
            LabelledSample validation, List<LabelledSample> sources, List<String> classes) {}

    /// @param validation name or identifier of a validation sample
    /// @param sources names of sources, in the order in which they are wanted
    /// @param mostValues rows × columns of all of them; more are refused
    /// @throws ApiException INVALID_INPUT (`unknown_name`, `missing`, `dimension_mismatch`) or
    ///   BODY_TOO_LARGE
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public Loaded load(String validation, List<String> sources, long mostValues) {
        var samples = new ArrayList<Sample>();
        samples.add(find(Sample.Kind.VALIDATION, validation));
        sources.forEach(name -> samples.add(find(Sample.Kind.SOURCE, name)));
        long values = 0;
        for (Sample sample : samples) {
            SampleArray features = features(sample);
            requireSameColumns(samples.getFirst(), sample);
            values += (long) features.rows() * features.columns();
        }
        if (values > mostValues) {
            throw new ApiException(
                    ErrorCode.BODY_TOO_LARGE,
                    "The samples have "
                            + values
                            + " numbers together, at most "
                            + mostValues
                            + " are taken here. Maybe draw smaller pilot samples.");
        }
        List<List<String>> labels = samples.stream().map(this::labels).toList();
        List<String> classes = classes(samples, labels);
        var loaded = new ArrayList<LabelledSample>();
        for (int i = 0; i < samples.size(); i++) {
            loaded.add(load(samples.get(i), labels.get(i), classes));
        }
        return new Loaded(
                loaded.getFirst(), List.copyOf(loaded.subList(1, loaded.size())), classes);
    }

    /// Arrays that another table keeps.
    public record Stored(UUID featuresId, @Nullable UUID labelsId) {}

    /// Samples by their arrays, in the order given, whatever has become of those that held them.
    /// The labels of all have the same codes; names and sizes are not known any more.
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public List<LabelledSample> reload(List<Stored> stored) {
        var samples = new ArrayList<Sample>();
        for (Stored each : stored) {
            samples.add(repository.ofArrays(each.featuresId(), each.labelsId()));
        }
        List<List<String>> labels = samples.stream().map(this::labels).toList();
        List<String> classes = classes(samples, labels);
        var loaded = new ArrayList<LabelledSample>();
        for (int i = 0; i < samples.size(); i++) {
            loaded.add(load(samples.get(i), labels.get(i), classes));
        }
        return loaded;
    }

    private Sample find(Sample.Kind kind, String name) {
        Optional<Sample> found = repository.find(kind, name);
        if (found.isEmpty()) {
            found = Ids.parse(name).flatMap(id -> repository.find(kind, id));
        }
        return found.orElseThrow(() ->
                Samples.refusal(
                        ErrorCode.UNKNOWN_NAME,
                        "There is no "
                                + kind.title()
                                + " '"
                                + name
                                + "'."
                                + Suggestion.didYouMean(
                                        name,
                                        repository.page(kind, null, 1_000).stream()
                                                .map(Sample::name)
                                                .toList())));
    }

    private static SampleArray features(Sample sample) {
        SampleArray features = sample.features();
        if (features == null) {
            throw Samples.refusal(
                    ErrorCode.MISSING,
                    "The " + sample.title() + " has no features yet. Upload them first.");
        }
        return features;
    }

    private static void requireSameColumns(Sample first, Sample other) {
        int wanted = features(first).columns();
        int given = features(other).columns();
        if (wanted != given) {
            throw Samples.refusal(
                    ErrorCode.DIMENSION_MISMATCH,
                    "The features of the "
                            + other.title()
                            + " have "
                            + given
                            + " columns, those of the "
                            + first.title()
                            + " have "
                            + wanted
                            + ". Maybe they belong to different feature spaces.");
        }
    }

    private List<String> labels(Sample sample) {
        SampleArray array = sample.labels();
        if (array == null) {
            return List.of();
        }
        var content = new ByteArrayOutputStream();
        repository.readChunks(array.id(), content::writeBytes);
        return Labels.lines(content.toByteArray());
    }

    private static List<String> classes(List<Sample> samples, List<List<String>> labels) {
        boolean integers =
                samples.stream()
                        .map(Sample::labels)
                        .allMatch(
                                array -> array == null || array.type() == SampleArray.Type.INTEGER);
        var classes =
                new TreeSet<String>(
                        Labels.order(integers ? SampleArray.Type.INTEGER : SampleArray.Type.TEXT));
        labels.forEach(classes::addAll);
        return List.copyOf(classes);
    }

    private LabelledSample load(Sample sample, List<String> labels, List<String> classes) {
        SampleArray features = features(sample);
        double[] values = new double[features.rows() * features.columns()];
        boolean single = features.type() == SampleArray.Type.FLOAT32;
        int[] at = new int[1];
        repository.readChunks(
                features.id(),
                content -> {
                    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
                    while (bytes.hasRemaining()) {
                        values[at[0]++] = single ? bytes.getFloat() : bytes.getDouble();
                    }
                });
        SampleArray array = sample.labels();
        return new LabelledSample(
                sample.id(),
                sample.name(),
                sample.size(),
                sample.unitPrice(),
                sample.cap(),
                features.rows(),
                features.columns(),
                values,
                array == null ? null : codes(labels, classes),
                features.id(),
                features.hash(),
                array == null ? null : array.id(),
                array == null ? null : array.hash());
    }

    private static int[] codes(List<String> labels, List<String> classes) {
        var codes = new HashMap<String, Integer>();
        for (int i = 0; i < classes.size(); i++) {
            codes.put(classes.get(i), i);
        }
        return labels.stream().mapToInt(label -> codes.getOrDefault(label, -1)).toArray();
    }
}
