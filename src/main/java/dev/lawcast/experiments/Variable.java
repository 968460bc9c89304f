package dev.lawcast.experiments;

import com.fasterxml.jackson.annotation.JsonIgnore;

import org.jspecify.annotations.Nullable;

/// A variable that the runs of an experiment have.
///
/// @param position in the runs' arrays, from 1
public record Variable(
        @JsonIgnore int position, String name, VariableRole role, @Nullable String unit) {}
