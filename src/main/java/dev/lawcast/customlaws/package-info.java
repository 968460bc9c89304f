/// Formulas that users typed, kept under a name. A fit keeps the formula itself, so that nothing
/// hangs on the name once it has been asked for.
@NullMarked
package dev.lawcast.customlaws;

import org.jspecify.annotations.NullMarked;
