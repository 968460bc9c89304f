package dev.lawcast.scaling.law;

/// Where a residual is measured: on the metric itself or on its logarithm (ln L̂ − ln L).
public enum ResidualSpace {
    RAW,
    LOG
}
