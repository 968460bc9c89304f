/// Keep what is known of data sources: their declared sizes and prices, the features and labels of
/// their pilot samples, and the validation samples that they are held against. [SampleStore] hands
/// them to other slices. Distances of mixtures ([Transports]) and diagnostics of sources
/// ([SourceDiagnoses]) are computed while the caller waits, one after the other.
@NullMarked
package dev.lawcast.sources;

import org.jspecify.annotations.NullMarked;
