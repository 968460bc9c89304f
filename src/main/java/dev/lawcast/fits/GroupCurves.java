package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FittedLaw;

import java.util.List;

/// The curves of a fit of each group alone; groups without a curve are left out.
record GroupCurves(List<Of> groups) {

    record Of(String group, Curve curve) {

        static Of of(String group, FittedLaw fitted) {
            return new Of(group, Curve.of(fitted, List.of(), null));
        }
    }
}
