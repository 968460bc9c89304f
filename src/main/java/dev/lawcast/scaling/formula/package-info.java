/// Laws that are typed as text: a bounded grammar ([Parser]) read into an [Expression], simplified
/// and differentiated exactly in a [Graph], run on many points by a [Tape]. [FormulaLaw] is the
/// only door.
@NullMarked
package dev.lawcast.scaling.formula;

import org.jspecify.annotations.NullMarked;
