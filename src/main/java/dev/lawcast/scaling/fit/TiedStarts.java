package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitSettings.Bounds;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.TiedLaw;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Starts for a law tied over groups, whose ranges are too many to search together.
///
/// Once the shared parameters are known the groups fall apart, and each is a small global search of
/// its own. So the shared ones are taken from the median of fits to each group alone, and from one
/// fit to all runs together; then each group is fitted with these held.
final class TiedStarts {

    private final TiedLaw tied;
    private final ScalingLaw base;
    private final Problem problem;
    private final List<Observations> groups;

    private TiedStarts(TiedLaw tied, Problem problem) {
        this.tied = tied;
        this.problem = problem;
        base = tied.base();
        groups = Groups.split(problem.observations, tied.groups().size());
    }

    /// @return points in the solver's units; none where the law's ranges are searched
    static List<double[]> of(TiedLaw tied, Problem problem) {
        if (tied.searched()) {
            return List.of();
        }
        var starts = new TiedStarts(tied, problem);
        double[][] alone = starts.each(Map.of());
        if (tied.shared().isEmpty()) {
            return List.of(starts.inward(alone));
        }
        double[] pooled =
                Solver.solve(
                                starts.base,
                                Groups.pooled(problem.observations),
                                starts.settings(-1, Map.of()),
                                Progress.NONE)
                        .parameters();
        return List.of(
                starts.inward(starts.each(starts.held(medians(alone)))),
                starts.inward(starts.each(starts.held(pooled))));
    }


    /// Fits every group alone; one without runs gets the medians of the others.
    private double[][] each(Map<String, Double> held) {
        double[][] parameters = new double[groups.size()][];
        for (int g = 0; g < parameters.length; g++) {
            if (groups.get(g).size() > 0) {
                parameters[g] =
                        Solver.solve(base, groups.get(g), settings(g, held), Progress.NONE)
                                .parameters();
            }
        }
        double[] median = medians(parameters);
        for (int g = 0; g < parameters.length; g++) {
            parameters[g] = parameters[g] == null ? median : parameters[g];
        }
        return parameters;
    }

    private static double[] medians(double[][] parameters) {
        double[][] fitted =
                Arrays.stream(parameters).filter(p -> p != null).toArray(double[][]::new);
        double[] medians = new double[fitted[0].length];
        for (int k = 0; k < medians.length; k++) {
            int of = k;
            double[] sorted = Arrays.stream(fitted).mapToDouble(p -> p[of]).sorted().toArray();
            medians[k] = sorted[sorted.length / 2];
        }
        return medians;
    }

    private Map<String, Double> held(double[] p) {
        var held = new HashMap<String, Double>();
        List<LawParameter> parameters = base.parameters();
        for (int k = 0; k < p.length; k++) {
            if (tied.shared().contains(parameters.get(k).name())) {
                held.put(parameters.get(k).name(), p[k]);
            }
        }
        return held;
    }

    /// The settings of group g, or of all groups for g < 0, in the names of the base law.
    private FitSettings settings(int g, Map<String, Double> held) {
        var fixed = new HashMap<String, Double>();
        var bounds = new HashMap<String, Bounds>();
        List<LawParameter> own = base.parameters();
        for (int k = 0; k < own.size(); k++) {
            boolean shared = tied.shared().contains(own.get(k).name());
            if (g < 0 && !shared) {
                continue;
            }
            int at = tied.index(Math.max(g, 0), k);
            double lower = problem.lower[at];
            double upper = problem.upper[at];
            if (lower == upper) {
                fixed.put(own.get(k).name(), lower);
            } else if (lower != own.get(k).lower() || upper != own.get(k).upper()) {
                bounds.put(own.get(k).name(), new Bounds(lower, upper));
            }
        }
        held.forEach((name, value) -> {
            fixed.putIfAbsent(name, value);
            bounds.remove(name);
        });
        FitSettings asked = problem.settings;
        return new FitSettings(
                asked.objective(),
                fixed,
                bounds,
                List.of(),
                asked.noise(),
                asked.bootstrap(),
                asked.level(),
                1);
    }

    private double[] inward(double[][] parameters) {
        double[] p = new double[problem.d];
        for (int g = 0; g < parameters.length; g++) {
            for (int k = 0; k < parameters[g].length; k++) {
                p[tied.index(g, k)] = parameters[g][k];
            }
        }
        problem.inward(p);
        return p;
    }
}
