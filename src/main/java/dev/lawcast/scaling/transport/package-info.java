/// How far apart two weighted samples are: exact and entropic optimal transport, in plain Java.
/// [GroundCost] makes a [CostMatrix] of [Features]; [ExactTransport] and [EntropicTransport] solve
/// on it; [MixtureTransport] does so for mixtures of sources.
@NullMarked
package dev.lawcast.scaling.transport;

import org.jspecify.annotations.NullMarked;
