package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FittedLaw;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The curves of a fit of each group alone; groups without a curve are left out.
record GroupCurves(List<Of> groups) {

    record Of(String group, Curve curve) {}

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

    /// Collects curves in the order of their groups.
    static final class Builder {

        private final List<Of> groups = new ArrayList<>();
        private final java.io.ByteArrayOutputStream draws = new java.io.ByteArrayOutputStream();

        void add(String group, FittedLaw fitted) {
            groups.add(new Of(group, Curve.of(fitted, List.of(), null)));
            draws.writeBytes(Curve.bytes(fitted.draws()));
        }

        GroupCurves curves() {
            return new GroupCurves(List.copyOf(groups));
        }

        byte[] draws() {
            return draws.toByteArray();
        }
    }
}
