package dev.lawcast.scaling.mixture;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a projection rests on, and why.
///
/// @param forms with their leave-one-mixture-out scores, best first
/// @param recommendation which form counts most, and what transport adds to it, in sentences
/// @param transport what the transport term adds, form by form
/// @param stages with their scores at the held-out size
/// @param stage the second stage; null with one size
/// @param stageReason why it
/// @param groundCost null without pilot samples
/// @param groundCosts scores of the ground costs that were compared, empty where there was one
/// @param usesTransport whether the projection depends on the pilot samples
/// @param mixtures trained mixtures at each size
/// @param runDeviation standard deviation of a run about its mixture's mean, in t; see [Scatter]
/// @param misfitDeviation of mixtures' means about the first stage, beyond runs
/// @param replicated whether runs of one mixture told both apart
/// @param logarithmic whether t = ln e, in place of the metric
public record ProjectionReport(
        List<FormScore> forms,
        String recommendation,
        List<TransportGain> transport,
        List<StageScore> stages,
        @Nullable String stage,
        String stageReason,
        @Nullable String groundCost,
        List<GroundCostChoice.Score> groundCosts,
        boolean usesTransport,
        List<Integer> mixtures,
        double runDeviation,
        double misfitDeviation,
        boolean replicated,
        boolean logarithmic,
        List<ProjectionWarning> warnings) {}
