package dev.lawcast.scaling.law;

/// The best way to spend a compute budget.
///
/// @param sizes in the order of the law's variables
/// @param metric what the law expects there
public record Allocation(double[] sizes, double metric) {}
