/// What happened in an experiment: a feed that can be read on from any place, and followed.
@NullMarked
package dev.lawcast.events;

import org.jspecify.annotations.NullMarked;
