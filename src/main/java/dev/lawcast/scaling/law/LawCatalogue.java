package dev.lawcast.scaling.law;

import java.util.List;
import java.util.Optional;

/// The laws that are built in, in the order in which they are shown.
public final class LawCatalogue {

    private static final List<ScalingLaw> LAWS =
            List.of(
                    new PowerLaw(),
                    new PowerLawConstant(),
                    new ShiftedPower(),
                    new SaturatingPower(),
                    new SaturatingM4(),
                    new Exponential(),
                    new BrokenPower(),
                    new Chinchilla(),
                    new KaplanJoint(),
                    new Overtraining(),
                    new DataConstrained(),
                    new EncoderDecoder(),
                    new Sparsity(),
                    new Routed(),
                    new PruningEmpirical(),
                    new MixingExponential(),
                    new LogLinear(),
                    new LogitLinear(),
                    new ProductPower(),
                    new DownstreamError(),
                    new QualityVsLoss(),
                    new Superposition(),
                    new QualityQuantity(),
                    new EffectiveData());

    private LawCatalogue() {}

    public static List<ScalingLaw> all() {
        return LAWS;
    }

    /// @param id as in [ScalingLaw#id()]
    public static Optional<ScalingLaw> find(String id) {
        return LAWS.stream().filter(law -> law.id().equals(id)).findFirst();
    }
}
