/// Training curves: points of (run, metric, step, value), appended in bulk, read back whole, paged
/// or drawn from fewer points. Needs `runs`, `experiments`, `uploads`, `api`.
@NullMarked
package dev.lawcast.curves;

import org.jspecify.annotations.NullMarked;
