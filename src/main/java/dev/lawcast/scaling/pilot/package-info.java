/// What the pilot samples of sources say before anything is trained: how far the sources are from
/// each other and from the validation sample, how sure that is ([PilotSize]), which points belong
/// to nothing else ([FarPoints]), and which classes are missing ([Coverage]).
@NullMarked
package dev.lawcast.scaling.pilot;

import org.jspecify.annotations.NullMarked;
