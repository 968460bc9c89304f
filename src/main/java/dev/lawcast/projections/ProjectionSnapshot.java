package dev.lawcast.projections;

import dev.lawcast.scaling.mixture.ErrorScale;
import dev.lawcast.scaling.mixture.MixtureRuns;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The runs and sources that a projection was made from.
///
/// @param sources in the order of the shares
/// @param mixture shares of each run, as uploaded
/// @param best the metric's best value, or null
/// @param notes what was done to the data
@SuppressWarnings("ArrayRecordComponent")
record ProjectionSnapshot(
        List<Source> sources,
        List<String> keys,
        double[][] mixture,
        double[] size,
        double[] metric,
        boolean maximize,
        @Nullable Double best,
        List<LeftOut> leftOut,
        List<String> notes) {

    /// @param size samples that the source could deliver; null where it is not known as a source
    /// @param cap most samples of it in a mixture, repetitions counted
    record Source(
            String name, @Nullable Long size, @Nullable Double unitPrice, @Nullable Long cap) {}

    /// Runs that cannot be used.
    record LeftOut(String reason, List<String> runs) {}

    List<String> names() {
        return sources.stream().map(Source::name).toList();
    }

    MixtureRuns runs() {
        return new MixtureRuns(names(), mixture, size, metric);
    }

    ErrorScale scale() {
        return new ErrorScale(maximize, best);
    }
}
