/// A named group of runs: its variables and metrics.
@NullMarked
package dev.lawcast.experiments;

import org.jspecify.annotations.NullMarked;
