package dev.lawcast.scaling.select;

import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.ArrayList;
import java.util.List;

/// Which laws are tried where nobody names one.
///
/// For one size: the power law alone, with a floor, and the two ways in which curves are seen to
/// bend down at small sizes (a shift of the size, and a ceiling), which Alabdulmohsin et al. 2022
/// (*Revisiting Neural Scaling Laws in Language and Vision*) and Viering and Loog 2021 (*The Shape
/// of Learning Curves: a Review*) find to extrapolate best; and an exponential approach. Laws with
/// five and more parameters (`saturating_m4`, `broken_power`) need more sizes than most series have
/// and are not tried. The log-linear law falls below any bound: it is shown and never chosen.
public final class Candidates {

    /// A floor is what most measured curves have.
    private static final double USUAL = 2;

    /// And few go on without one. Where the floor is fitted as 0, the power law counts as the law
    /// with a floor does.
    private static final double FLOORLESS = .5;

    /// Its forecasts end at its floor, or at nothing, soon after the runs.
    private static final double HASTY = .25;

    private Candidates() {}

    /// Laws of the catalogue for runs with one size.
    public static List<Candidate> ofOneSize() {
        var all = new ArrayList<Candidate>();
        for (String id :
                List.of(
                        "power_law",
                        "power_law_constant",
                        "shifted_power",
                        "saturating_power",
                        "exponential",
                        "log_linear")) {
            LawCatalogue.find(id)
                    .filter(law -> law.variables().size() == 1)
                    .ifPresent(law -> all.add(Candidate.of(law)));
        }
        return List.copyOf(all);
    }

    /// See [Candidate#prior()].
    public static double prior(ScalingLaw law) {
        return switch (law.id()) {
            case "power_law_constant", "chinchilla" -> USUAL;
            case "power_law" -> FLOORLESS;
            case "exponential" -> HASTY;
            case "log_linear" -> 0;
            default -> 1;
        };
    }
}
