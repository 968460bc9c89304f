package dev.lawcast.scaling.select;

import org.jspecify.annotations.Nullable;

/// A row of the table that a law was chosen from.
///
/// @param law the law's id, with what is held fixed
/// @param parameters how many are estimated
/// @param heldOutError mean absolute error of ln metric (of the metric, where it is not positive)
///   of the forecasts below every cut-off; null where nothing could be held out
/// @param cutoffs below how many cut-offs it could be fitted
/// @param rmse root mean square of the residuals of the fit to all runs, in ln metric (or metric)
/// @param aicc of the same residuals; null with too few runs
/// @param bic of the same residuals; null without a fit
/// @param weight its share in the answer, 0 to 1
/// @param reason why it has no share
public record CandidateScore(
        String law,
        int parameters,
        @Nullable Double heldOutError,
        int cutoffs,
        @Nullable Double rmse,
        @Nullable Double aicc,
        @Nullable Double bic,
        double weight,
        @Nullable String reason) {}
