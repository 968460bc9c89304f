/// Refits that nobody has to ask for: schedules, their firings, and what is told when a refit says
/// something else than the version before.
@NullMarked
package dev.lawcast.schedules;

import org.jspecify.annotations.NullMarked;
