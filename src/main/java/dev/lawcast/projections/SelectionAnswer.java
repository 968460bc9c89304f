package dev.lawcast.projections;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.mixture.Selection;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The mixture to buy.
///
/// @param size samples in all
/// @param money their price, or null where a source has none
/// @param indistinguishable trained mixtures that cannot be told apart from the choice
/// @param agreeingStarts starts of the search that ended at the choice
record SelectionAnswer(
        double size,
        @Nullable Double money,
        Map<String, Share> mixture,
        MetricView metric,
        Rival uniform,
        double probabilityBeatsUniform,
        @Nullable Rival runnerUp,
        @Nullable Double probabilityBeatsRunnerUp,
        List<Rival> indistinguishable,
        Map<String, Value> valueOfSource,
        int starts,
        int agreeingStarts,
        Selection.PilotSensitivity pilotSensitivity,
        List<String> notes) {

    /// @param samples value × size
    record Share(double value, Interval interval, double samples) {}

    record Rival(
            Map<String, Double> mixture, double size, @Nullable Double money, MetricView metric) {}

    record Value(double perSample, Interval interval, @Nullable Double perMoney) {}

    static SelectionAnswer of(Selection selection, List<String> sources, List<String> notes) {
        var mixture = new LinkedHashMap<String, Share>();
        var values = new LinkedHashMap<String, Value>();
        for (int i = 0; i < sources.size(); i++) {
            double share = selection.mixture()[i];
            mixture.put(
                    sources.get(i),
                    new Share(share, selection.intervals().get(i), share * selection.size()));
        }
        for (int i = 0; i < selection.values().size(); i++) {
            Selection.Value value = selection.values().get(i);
            values.put(
                    sources.get(i),
                    new Value(value.perSample(), value.interval(), value.perMoney()));
        }
        Selection.Rival runnerUp = selection.runnerUp();
        return new SelectionAnswer(
                selection.size(),
                selection.money(),
                mixture,
                MetricView.of(selection.forecast()),
                rival(selection.uniform(), sources),
                selection.probabilityBeatsUniform(),
                runnerUp == null ? null : rival(runnerUp, sources),
                selection.probabilityBeatsRunnerUp(),
                selection.indistinguishable().stream().map(r -> rival(r, sources)).toList(),
                values,
                selection.starts(),
                selection.agreeing(),
                selection.pilot(),
                notes);
    }

    private static Rival rival(Selection.Rival rival, List<String> sources) {
        return new Rival(
                MixtureReader.named(sources, rival.mixture()),
                rival.size(),
                rival.money(),
                MetricView.of(rival.forecast()));
    }
}
