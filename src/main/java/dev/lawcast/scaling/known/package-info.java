/// Laws with the constants that papers published: curves that nobody needs to fit again.
@NullMarked
package dev.lawcast.scaling.known;

import org.jspecify.annotations.NullMarked;
