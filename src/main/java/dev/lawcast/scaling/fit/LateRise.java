package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ResidualSpace;

import org.hipparchus.distribution.continuous.TDistribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether the metric rises again at the largest size, where a falling law goes on falling: labels
/// learnt by heart, a pool repeated too often.
///
/// One step at the end is little beside the scatter of runs. But series that share a seed share its
/// luck, so the step is compared within each series: a paired t-test of the largest against the
/// second largest size. Series are told by keys that hold the size: `C-s0-n8000` and `C-s0-n16000`
/// are one. Every slice of runs that differ in one size only is tested, together at 8 % at most, so
/// what is found is a hint.
final class LateRise {

    private static final double ALARM = .02;
    private static final double ALARM_OF_ALL = .08;
    private static final int FEWEST_SERIES = 4;
    private static final int FEWEST_SIZES = 4;
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");

    private final Observations data;
    private final ResidualSpace space;
    private int tested;

    private LateRise(Observations data, ResidualSpace space) {
        this.data = data;
        this.space = space;
    }

    static List<Warning> of(Evidence evidence) {
        if (evidence.configurations.replicates() < FEWEST_SERIES) {
            return List.of();
        }
        var search = new LateRise(evidence.data, evidence.space());
        var law = evidence.problem.law;
        var found = new ArrayList<Step>();
        for (int j = 0; j < law.variables().size(); j++) {
            LawVariable variable = law.variables().get(j);
            if (variable.kind() == LawVariable.Kind.SIZE
                    && Monotonicity.falls(law, evidence.problem.settings, j)) {
                for (int[] slice : search.slices(j)) {
                    search.test(j, variable.name(), slice, found);
                }
            }
        }
        double alarm = Math.min(ALARM, ALARM_OF_ALL / Math.max(1, search.tested));
        return found.stream().filter(s -> s.p < alarm).map(s -> s.warning(search.tested)).toList();
    }

    private record Step(
            String variable,
            double from,
            double to,
            double rise,
            double t,
            double p,
            List<String> runs) {

        Warning warning(int tested) {
            return WarningCode.LATE_RISE.warning(
                    "From %s %.6g to %.6g, the largest, the metric of '%s' and its like rises by %.2g %% (paired by series: t %.2f, p %.2g, one of %d such steps)."
                            .formatted(
                                    variable, from, to, runs.getFirst(), 100 * rise, t, p, tested),
                    runs);
        }
    }

    /// Runs that differ in variable j only.
    private Iterable<int[]> slices(int j) {
        var slices = new LinkedHashMap<List<Double>, List<Integer>>();
        for (int i = 0; i < data.size(); i++) {
            var others = new ArrayList<Double>();
            for (int k = 0; k < data.x().length; k++) {
                if (k != j) {
                    others.add(data.x()[k][i]);
                }
            }
            slices.computeIfAbsent(others, o -> new ArrayList<>()).add(i);
        }
        return slices.values().stream()
                .map(s -> s.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    private void test(int j, String variable, int[] slice, List<Step> found) {
        double[] sizes = Arrays.stream(slice).mapToDouble(i -> data.x()[j][i]).distinct().toArray();
        if (sizes.length < FEWEST_SIZES) {
            return;
        }
        Arrays.sort(sizes);
        double last = sizes[sizes.length - 1];
        double before = sizes[sizes.length - 2];
        Map<String, Integer> first = series(j, slice, before);
        var steps = new ArrayList<Double>();
        var runs = new ArrayList<String>();
        series(j, slice, last)
                .forEach((name, i) -> {
                    Integer partner = first.get(name);
                    if (partner != null) {
                        steps.add(metric(i) - metric(partner));
                        runs.add(data.keys().get(i));
                    }
                });
        int n = steps.size();
        if (n < FEWEST_SERIES) {
            return;
        }
        tested++;
        double mean = steps.stream().mapToDouble(s -> s).average().orElse(0);
        double squares = steps.stream().mapToDouble(s -> (s - mean) * (s - mean)).sum();
        double t = mean / Math.sqrt(squares / (n - 1) / n);
        if (t > 0 && t < Double.POSITIVE_INFINITY) {
            double p = new TDistribution(n - 1).cumulativeProbability(-t);
            double level = Arrays.stream(slice).mapToDouble(i -> data.y()[i]).min().orElse(1);
            double rise =
                    space == ResidualSpace.LOG
                            ? Math.expm1(mean)
                            : mean / (space.slope(level) * Math.abs(level));
            found.add(new Step(variable, before, last, rise, t, p, List.copyOf(runs)));
        }
    }

    private double metric(int i) {
        return space.of(data.y()[i]);
    }

    /// Series → run of that size; keys that do not hold their size belong to none.
    private Map<String, Integer> series(int j, int[] slice, double size) {
        var series = new HashMap<String, Integer>();
        for (int i : slice) {
            if (data.x()[j][i] == size) {
                Matcher number = NUMBER.matcher(data.keys().get(i));
                while (number.find()) {
                    if (Double.parseDouble(number.group()) == size) {
                        String key = data.keys().get(i);
                        String name =
                                key.substring(0, number.start())
                                        + "*"
                                        + key.substring(number.end());
                        series.put(name, i);
                        break;
                    }
                }
            }
        }
        return new java.util.TreeMap<>(series);
    }
}
