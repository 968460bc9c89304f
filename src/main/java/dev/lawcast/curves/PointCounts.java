package dev.lawcast.curves;

/// What an upload did, in points: a point is one value of one metric of one run at one step.
record PointCounts(long created, long updated, long unchanged) {}
