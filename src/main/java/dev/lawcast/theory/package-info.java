/// Serve theory, diagnostics and toy simulations. Simulations are jobs of bounded time whose rows
/// hold all that gives the same answer again; the rest is computed while the caller waits.
@NullMarked
package dev.lawcast.theory;

import org.jspecify.annotations.NullMarked;
