package dev.lawcast.curves;

import java.util.Map;

/// What a run measured at one step.
///
/// @param metrics by name, in the experiment's order, those that have a point at this step
record CurveRow(double step, Map<String, Double> metrics) {}
