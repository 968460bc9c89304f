package dev.lawcast.sources;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// Samples as they stand in JSON.
final class Views {

    private Views() {}

    record Source(
            UUID id,
            String name,
            @Nullable Long size,
            @Nullable Double unitPrice,
            @Nullable Long cap,
            @Nullable String licence,
            String featureSpace,
            Pilot pilot,
            Instant createdAt,
            Instant updatedAt) {}

    record Pilot(@Nullable Features features, @Nullable Labels labels) {}

    record ValidationSample(
            UUID id,
            String name,
            String featureSpace,
            @Nullable Features features,
            @Nullable Labels labels,
            Instant createdAt,
            Instant updatedAt) {}

    record Features(
            int rows,
            int columns,
            String dtype,
            String readAs,
            String hash,
            List<SampleArray.Warning> warnings,
            Instant storedAt) {}

    record Labels(
            int rows, String type, int classes, String readAs, String hash, Instant storedAt) {}

    /// @param rows that have this label
    record LabelClass(String label, int rows) {}

    record LabelsWithClasses(
            int rows,
            String type,
            List<LabelClass> classes,
            String readAs,
            String hash,
            Instant storedAt) {}

    static Source source(Sample sample) {
        return new Source(
                sample.id(),
                sample.name(),
                sample.size(),
                sample.unitPrice(),
                sample.cap(),
                sample.licence(),
                sample.featureSpace(),
                new Pilot(features(sample.features()), labels(sample.labels())),
                sample.createdAt(),
                sample.updatedAt());
    }

    static ValidationSample validation(Sample sample) {
        return new ValidationSample(
                sample.id(),
                sample.name(),
                sample.featureSpace(),
                features(sample.features()),
                labels(sample.labels()),
                sample.createdAt(),
                sample.updatedAt());
    }

    static @Nullable Features features(@Nullable SampleArray array) {
        return array == null
                ? null
                : new Features(
                        array.rows(),
                        array.columns(),
                        word(array.type()),
                        array.readAs(),
                        array.hash(),
                        array.warnings(),
                        array.storedAt());
    }

    static @Nullable Labels labels(@Nullable SampleArray array) {
        return array == null
                ? null
                : new Labels(
                        array.rows(),
                        word(array.type()),
                        array.classes(),
                        array.readAs(),
                        array.hash(),
                        array.storedAt());
    }

    static LabelsWithClasses labels(SampleArray array, List<LabelClass> classes) {
        return new LabelsWithClasses(
                array.rows(),
                word(array.type()),
                classes,
                array.readAs(),
                array.hash(),
                array.storedAt());
    }

    private static String word(SampleArray.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
