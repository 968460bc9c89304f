package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FittedLaw;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;

/// The curves of a fit of each group alone; groups without a curve are left out.
record GroupCurves(List<Of> groups) {

    record Of(String group, Curve curve) {

        static Of of(String group, FittedLaw fitted) {
            return new Of(group, Curve.of(fitted, List.of(), null));
        }
    }

    List<String> names() {
        return groups.stream().map(Of::group).toList();
    }

    /// The curve of one group, null where it has none.
    ///
    /// @param draws of all groups, one after the other
    @Nullable FittedLaw fitted(String group, FitRequest request, byte[] draws) {
        int from = 0;
        for (Of of : groups) {
            int length = of.curve().drawCount() * of.curve().estimate().length * Double.BYTES;
            if (of.group().equals(group)) {
                return of.curve().fitted(request, ByteBuffer.wrap(draws, from, length));
            }
            from += length;
        }
        return null;
    }
}
