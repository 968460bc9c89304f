package dev.lawcast.scaling.mixture;

import java.util.Locale;

/// How the metric goes on beyond the sizes that were trained.
public enum SecondStage {
    /// The paper's: through the smallest and largest size, linear in ln N ([LogLinear]).
    LOG_LINEAR(2, false),
    /// ln e linear in ln N through the smallest and largest size ([PowerCurve]).
    ERROR_POWER_LAW(2, true),
    /// ln e linear in ln N by least squares through all sizes ([PowerCurve]).
    POWER_LAW(3, true),
    /// The same for e − E, with one E ≥ 0 for all mixtures ([PowerCurve]).
    POWER_LAW_CONSTANT(3, true),
    /// ln e falls with the exponent Σ_j α_j p_j ([PowerCurve]).
    PER_SOURCE_EXPONENTS(2, true),
    /// One law over size and mixture, fitted to all cells ([JointLaw]).
    JOINT(2, true);

    private final int sizes;
    private final boolean needsError;

    SecondStage(int sizes, boolean needsError) {
        this.sizes = sizes;
        this.needsError = needsError;
    }

    /// Name in requests and answers, `error_power_law`.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Fewest sizes it can be fitted to.
    public int sizes() {
        return sizes;
    }

    /// Whether the metric needs a best value.
    public boolean needsError() {
        return needsError;
    }
}
