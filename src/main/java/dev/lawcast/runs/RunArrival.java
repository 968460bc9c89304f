package dev.lawcast.runs;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/// Runs that one statement made, changed or deleted.
///
/// @param count how many
/// @param ids of those that are there now; null where they are too many to be named: look at all
public record RunArrival(UUID experiment, long count, @Nullable List<Long> ids) {}
