package dev.lawcast.scaling.select;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.law.ScalingLaw;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A law that may be chosen, and how it reads the runs.
///
/// @param columns which variable of the runs each variable of the law is
/// @param fixed parameters held at a value, besides those that the settings hold
/// @param prior how much it counts before any run is seen, > 0; 0 for a law that is shown in the
///   table but never chosen
public record Candidate(ScalingLaw law, int[] columns, Map<String, Double> fixed, double prior) {

    public Candidate {
        if (columns.length != law.variables().size()) {
            throw new IllegalArgumentException(
                    "law %s has %d variables, %d columns are named"
                            .formatted(law.id(), law.variables().size(), columns.length));
        }
        if (!(prior >= 0 && prior < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("prior is " + prior + ", must be finite and >= 0");
        }
        fixed = Map.copyOf(fixed);
    }

    /// A law whose variables are those of the runs, in their order.
    public static Candidate of(ScalingLaw law) {
        int[] columns = new int[law.variables().size()];
        Arrays.setAll(columns, j -> j);
        return new Candidate(law, columns, Map.of(), Candidates.prior(law));
    }

    /// The law's id with what is held fixed: `saturating_m4, gamma = 1`.
    public String name() {
        return fixed.isEmpty()
                ? law.id()
                : law.id()
                        + new TreeMap<>(fixed)
                                .entrySet().stream()
                                        .map(e -> ", %s = %s".formatted(e.getKey(), number(e)))
                                        .collect(Collectors.joining());
    }

    private static String number(Map.Entry<String, Double> entry) {
        double value = entry.getValue();
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /// The runs as the law reads them.
    Observations read(Observations data) {
        double[][] x = new double[columns.length][];
        Arrays.setAll(x, j -> data.x()[columns[j]]);
        return data.with(x);
    }

    /// The settings that concern this law: those of parameters it does not have are left out.
    FitSettings settings(FitSettings settings) {
        List<String> names = law.parameters().stream().map(p -> p.name()).toList();
        var held = new HashMap<>(settings.fixed());
        held.putAll(fixed);
        held.keySet().retainAll(names);
        var bounds = new HashMap<>(settings.bounds());
        bounds.keySet().retainAll(names);
        return new FitSettings(
                settings.objective(),
                held,
                bounds,
                List.of(),
                settings.noise(),
                settings.bootstrap(),
                settings.level(),
                settings.threads());
    }

    /// How many parameters are estimated.
    int free(FitSettings settings) {
        FitSettings own = settings(settings);
        return (int)
                law.parameters().stream().filter(p -> !own.fixed().containsKey(p.name())).count();
    }
}
