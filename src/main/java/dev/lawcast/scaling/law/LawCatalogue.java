package dev.lawcast.scaling.law;

import java.util.List;
import java.util.Optional;

/// The laws that are built in, in the order in which they are shown.
public final class LawCatalogue {

    private static final List<ScalingLaw> LAWS =
            List.of(
                    new PowerLaw(),
                    new PowerLawConstant(),
                    new SaturatingPower(),
                    new Chinchilla());

    private LawCatalogue() {}

    public static List<ScalingLaw> all() {
        return LAWS;
    }

    /// @param id as in [ScalingLaw#id()]
    public static Optional<ScalingLaw> find(String id) {
        return LAWS.stream().filter(law -> law.id().equals(id)).findFirst();
    }
}
