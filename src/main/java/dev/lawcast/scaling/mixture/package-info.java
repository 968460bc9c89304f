/// Performance of any mixture of data sources at any size, from a few small runs and from pilot
/// samples of the sources; and the mixture to buy. Start at [Projection]; [FirstStage] goes from
/// the mixtures that were trained to all mixtures, [SizeCurve] from the sizes that were trained to
/// all sizes, [Selection] searches the mixture. Pure: seeds and cancellation are arguments.
@NullMarked
package dev.lawcast.scaling.mixture;

import org.jspecify.annotations.NullMarked;
