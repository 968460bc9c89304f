/// What a fitted curve says: forecasts, targets, allocations.
@NullMarked
package dev.lawcast.scaling.forecast;

import org.jspecify.annotations.NullMarked;
