package dev.lawcast.scaling.theory;

/// Which examples survive pruning: those with the smallest margins to the probe, or the largest.
public enum Keep {
    HARDEST,
    EASIEST
}
