package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FittedLaw;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The curves of a fit of each group alone.
public final class FittedGroups {

    /// @param draws those of the curve and nothing else
    private record Place(Curve curve, ByteBuffer draws) {}

    private final Map<String, Place> places = new LinkedHashMap<>();
    private final FitRequest request;

    /// @param draws of all groups, one after the other
    FittedGroups(GroupCurves curves, FitRequest request, byte[] draws) {
        this.request = request;
        int from = 0;
        for (GroupCurves.Of of : curves.groups()) {
            int length = of.curve().drawCount() * of.curve().estimate().length * Double.BYTES;
            places.put(of.group(), new Place(of.curve(), ByteBuffer.wrap(draws, from, length)));
            from += length;
        }
    }

    /// Groups that have a curve.
    public List<String> names() {
        return List.copyOf(places.keySet());
    }

    /// Null where the group has no curve.
    public @Nullable FittedLaw of(String group) {
        Place place = places.get(group);
        return place == null ? null : place.curve().fitted(request, place.draws().duplicate());
    }
}
