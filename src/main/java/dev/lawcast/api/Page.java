package dev.lawcast.api;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A page of a list.
///
/// @param nextCursor what to send as `cursor` for the next page, null on the last one
public record Page<T>(List<T> items, @Nullable String nextCursor) {}
