/// Lawcast: stores training runs, fits scaling laws to them and forecasts the next, larger run.
/// `scaling` is the science and knows nothing of the service; every other package is a feature
/// around it.
@NullMarked
package dev.lawcast;

import org.jspecify.annotations.NullMarked;
