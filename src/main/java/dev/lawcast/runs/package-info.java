/// Training runs; import, export, filters.
@NullMarked
package dev.lawcast.runs;

import org.jspecify.annotations.NullMarked;
