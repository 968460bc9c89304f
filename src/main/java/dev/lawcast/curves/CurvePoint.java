package dev.lawcast.curves;

/// A point of one curve.
///
/// @param step 0 or more, in the unit that the caller counts in
/// @param value in the metric's unit
record CurvePoint(double step, double value) {}
