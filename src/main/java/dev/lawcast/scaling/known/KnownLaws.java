package dev.lawcast.scaling.known;

import dev.lawcast.scaling.known.KnownLaw.Axis;
import dev.lawcast.scaling.known.KnownLaw.Constant;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All known laws, in the order in which they are shown.
public final class KnownLaws {

    private static final List<KnownLaw> ALL =
            Stream.of(
                            GenerativeModeling.all(),
                            ComputeOptimal.all(),
                            List.of(
                                    RepeatedData.muennighoff(),
                                    Overtrained.gadre(),
                                    SparseVision.frantar(),
                                    WidthOfLanguageModels.liu(),
                                    NormRemoval.baroni()))
                    .flatMap(List::stream)
                    .toList();

    private KnownLaws() {}

    public static List<KnownLaw> all() {
        return ALL;
    }

    public static Optional<KnownLaw> find(String id) {
        return ALL.stream().filter(known -> known.id().equals(id)).findFirst();
    }

    static ScalingLaw law(String id) {
        return LawCatalogue.find(id).orElseThrow();
    }

    static ScalingLaw law(String id, List<String> labels) {
        return law(id).in(new LawForm(0, labels));
    }

    /// Constants without published errors, in the order of the law's parameters.
    static List<Constant> constants(ScalingLaw law, double... values) {
        var constants = new ArrayList<Constant>();
        for (int k = 0; k < values.length; k++) {
            constants.add(new Constant(law.parameters().get(k).name(), values[k], null));
        }
        return constants;
    }

    /// A variable of which the source states no range.
    static Axis unranged(String name, String unit) {
        return new Axis(name, unit, null, null);
    }
}
