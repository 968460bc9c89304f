/// Reading large bodies as a stream and loading them by COPY: limits, encodings, lines, numbers.
/// Knows no slice.
@NullMarked
package dev.lawcast.uploads;

import org.jspecify.annotations.NullMarked;
