package dev.lawcast.scaling.forecast;

import dev.lawcast.scaling.fit.FitSettings.Bootstrap.Unit;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.law.ResidualLoss;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/// How the draws of two curves go together.
///
/// Curves that were fitted to the same runs err together: what one draw makes of the runs it makes
/// for both, and their difference is surer than either. Draw b of both is of the same runs where
/// seed, unit and number of the replicates agree and none has failed; drawn metrics moreover need
/// the same metrics and the same number of parameters, or the random numbers part.
public enum Pairing {
    /// Draw b of one curve goes with draw b of the other.
    PAIRED,
    /// Every draw with every other.
    INDEPENDENT,
    /// Likewise, though both curves saw some of the same runs: intervals are rather too wide.
    INDEPENDENT_OF_SHARED_RUNS,
    /// The constants of one curve are given and taken for exact.
    ONE_EXACT,
    /// Those of both are.
    BOTH_EXACT;

    /// @param together whether runs with the same key are the same runs
    public static Pairing of(Contender a, Contender b, boolean together) {
        if (a.exact() || b.exact()) {
            return a.exact() && b.exact() ? BOTH_EXACT : ONE_EXACT;
        }
        var one = a.basis();
        var other = b.basis();
        if (!together || one == null || other == null) {
            return INDEPENDENT;
        }
        if (sameRuns(one.runs(), other.runs()) && sameDraws(a, one, b, other)) {
            return PAIRED;
        }
        Set<String> keys = new HashSet<>(one.runs().keys());
        return other.runs().keys().stream().anyMatch(keys::contains)
                ? INDEPENDENT_OF_SHARED_RUNS
                : INDEPENDENT;
    }

    private static boolean sameRuns(Observations one, Observations other) {
        return one.keys().equals(other.keys()) && Objects.equals(one.clusters(), other.clusters());
    }

    private static boolean sameDraws(
            Contender a, Forecasts.Basis one, Contender b, Forecasts.Basis other) {
        var drawn = one.settings().bootstrap();
        if (!drawn.equals(other.settings().bootstrap())
                || a.fitted().draws().length != drawn.replicates()
                || b.fitted().draws().length != drawn.replicates()
                || a.fitted().simulated() != b.fitted().simulated()) {
            return false;
        }
        if (a.fitted().simulated()) {
            return Arrays.equals(one.runs().y(), other.runs().y())
                    && a.fitted().noise().degreesOfFreedom()
                            == b.fitted().noise().degreesOfFreedom()
                    && a.fitted().noise().known() == b.fitted().noise().known()
                    && normal(a)
                    && normal(b);
        }
        return drawn.unit() == Unit.RUN || Arrays.deepEquals(one.runs().x(), other.runs().x());
    }

    /// Whether metrics were drawn with normal noise.
    private static boolean normal(Contender contender) {
        return contender.fitted().objective().loss() instanceof ResidualLoss.Squared;
    }
}
