package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.select.AutoFit;

import org.jspecify.annotations.Nullable;

/// What a fit of `auto` chose.
///
/// @param law id of the law that leads; the report's parameters are its own
/// @param ensemble whether the answer is a mean of several laws
/// @param formula LaTeX of the answer, null where there is none
record ChosenLaw(String law, boolean ensemble, String reason, @Nullable String formula) {

    static ChosenLaw of(AutoFit auto) {
        FittedLaw fitted = auto.fitted();
        return new ChosenLaw(
                auto.leader(),
                fitted != null && !fitted.law().id().equals(auto.leader()),
                auto.reason(),
                fitted == null ? null : fitted.law().formula());
    }
}
