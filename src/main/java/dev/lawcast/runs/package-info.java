/// Training runs and the points of their curves; import, export, filters.
@NullMarked
package dev.lawcast.runs;

import org.jspecify.annotations.NullMarked;
