package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FittedLaw;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The curves of a fit of each group alone.
public final class FittedGroups {

    private final GroupCurves curves;
    private final FitRequest request;
    private final byte[] draws;

    FittedGroups(GroupCurves curves, FitRequest request, byte[] draws) {
        this.curves = curves;
        this.request = request;
        this.draws = draws;
    }

    /// Groups that have a curve.
    public List<String> names() {
        return curves.names();
    }

    /// Null where the group has no curve.
    public @Nullable FittedLaw of(String group) {
        return curves.fitted(group, request, draws);
    }
}
