/// Drills: a real service in a process of its own that is killed at random moments.
@NullMarked
package dev.lawcast.drill;

import org.jspecify.annotations.NullMarked;
