/// Benchmarks, one question each; the run command stands in each head.
@NullMarked
package dev.lawcast.bench;

import org.jspecify.annotations.NullMarked;
