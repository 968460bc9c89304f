/// What will a mixture of sources reach at a size nobody trained, and which mixture should be
/// bought? A projection is a durable job on an experiment's runs and on pilot samples; forecasts
/// and choices are asked of it once it has ended. [ProjectionModels] brings an ended one back to
/// memory.
@NullMarked
package dev.lawcast.projections;

import org.jspecify.annotations.NullMarked;
