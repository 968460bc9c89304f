/// Forecasts that are kept as they were made and held against the runs that came.
@NullMarked
package dev.lawcast.calibration;

import org.jspecify.annotations.NullMarked;
