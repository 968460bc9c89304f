/// Theory, toy simulators and diagnostics around the laws: functions of their arguments that need
/// no other package. `PruningTheory` and `PerceptronSimulation` are two ways to the same error;
/// `SuperpositionDiagnosis`, `IntrinsicDimension` and `RegimeDiagnosis` say which theory applies to
/// what was measured; `ModelShape` says how a model grows.
@NullMarked
package dev.lawcast.scaling.theory;

import org.jspecify.annotations.NullMarked;
