/// Forecasts, targets and allocations served from kept fits.
@NullMarked
package dev.lawcast.forecasts;

import org.jspecify.annotations.NullMarked;
