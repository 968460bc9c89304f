/// How a curve is fitted: objective, solver, starts, uncertainty, identifiability, warnings. Pure:
/// seeds and cancellation are arguments.
@NullMarked
package dev.lawcast.scaling.fit;

import org.jspecify.annotations.NullMarked;
