package dev.lawcast.sources;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/// A sample in memory.
///
/// @param size samples that the source could deliver; null for validation samples
/// @param unitPrice money for each sample, or null
/// @param cap most samples of the source in a mixture, repetitions counted, or null
/// @param features rows × columns, row by row, finite; float32 ones widened
/// @param labels of each row, an index into [SampleStore.Loaded#classes], or null
/// @param featuresId of the stored array, which never changes; a row of `sample_array` that another
///   table refers to is kept when the sample gets new features
/// @param featuresHash SHA-256 of the features as they are stored
@SuppressWarnings("ArrayRecordComponent")
public record LabelledSample(
        UUID id,
        String name,
        @Nullable Long size,
        @Nullable Double unitPrice,
        @Nullable Long cap,
        int rows,
        int columns,
        double[] features,
        int @Nullable [] labels,
        UUID featuresId,
        String featuresHash,
        @Nullable UUID labelsId,
        @Nullable String labelsHash) {}
