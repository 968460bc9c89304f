package dev.lawcast.scaling.fit;

import org.jspecify.annotations.Nullable;

/// Whether an estimate moved further than the runs explain that came or went.
///
/// Let the runs S lie within the runs T. An estimate that takes from its runs what is in them has
/// cov(θ̂_S, θ̂_T) = var(θ̂_T), so the change has
///
/// var(θ̂_T − θ̂_S) = var(θ̂_S) − var(θ̂_T)
///
/// (Hausman 1978, *Specification Tests in Econometrics*). Both standard errors are brought to the
/// scatter s_T, which is known better:
///
/// z = (θ̂_T − θ̂_S) / √((σ_S·s_T/s_S)² − σ_T²)
///
/// Adding √(σ_S² + σ_T²) instead would take the two for independent, and hardly any change could
/// ever stand out.
public final class EstimateChange {

    /// Below this share of var(θ̂_S) the difference of the two is rounding and curvature.
    private static final double LEAST = 1e-3;

    private EstimateChange() {}

    /// An estimate of one version.
    ///
    /// @param standardError in the parameter's unit
    /// @param scatter standard deviation of a residual, null where it is known beforehand
    public record Version(double estimate, double standardError, @Nullable Double scatter) {}

    /// @param few estimated from the runs S
    /// @param many estimated from T, all of S and others
    /// @return about standard normal where the law holds; null where the further runs say next to
    ///   nothing of the parameter
    public static @Nullable Double z(Version few, Version many) {
        Double s = few.scatter();
        Double t = many.scatter();
        double ratio = s != null && t != null && s > 0 && t > 0 ? t / s : 1;
        double before = few.standardError() * ratio;
        double variance = before * before - many.standardError() * many.standardError();
        double z = (many.estimate() - few.estimate()) / Math.sqrt(variance);
        return variance > LEAST * before * before && Double.isFinite(z) ? z : null;
    }
}
