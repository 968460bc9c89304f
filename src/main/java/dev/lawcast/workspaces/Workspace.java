package dev.lawcast.workspaces;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/// Data that one group of people sees and nobody else.
///
/// @param limits what it may hold, where it differs from the settings of the service
record Workspace(UUID id, String name, Limits limits, Instant createdAt) {

    /// Null where the settings of the service hold.
    ///
    /// @param runs stored in all its experiments
    /// @param points stored in all its curves
    /// @param pilotBytes of the samples of its data sources
    /// @param queuedFits that wait or run
    record Limits(
            @Nullable Long runs,
            @Nullable Long points,
            @Nullable Long pilotBytes,
            @Nullable Long queuedFits) {}
}
