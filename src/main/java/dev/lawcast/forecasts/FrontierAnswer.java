package dev.lawcast.forecasts;

import dev.lawcast.scaling.fit.Interval;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.forecast.KeptFractions;
import dev.lawcast.scaling.forecast.PoolFrontier;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// The answer of `GET /fits/{id}/frontier`.
///
/// @param runs the Pareto-best run of each bin of compute
/// @param pools how much to filter at which number of samples, null for laws without pools
/// @param pruning how much of the data to keep, null for laws without kept fractions
record FrontierAnswer(
        String fit,
        String metric,
        double level,
        Runs runs,
        @Nullable Pools pools,
        @Nullable Pruning pruning,
        List<Warning> warnings) {

    /// @param compute what stands for it, as `6·parameters·samples`
    /// @param bins that hold runs
    /// @param dominated bins whose best run is beaten by a cheaper one
    record Runs(String compute, int binsPerDecade, int bins, int dominated, List<BestRun> items) {}

    record BestRun(String key, double compute, double metric, Map<String, Object> variables) {}

    /// @param unions nested, the best pool alone first
    /// @param choices one per number of samples
    /// @param switches where a larger union takes over
    record Pools(List<Union> unions, List<Choice> choices, List<Switch> switches) {

        static Pools of(PoolFrontier frontier, LawPoints points) {
            List<Union> unions =
                    frontier.unions().stream()
                            .map(u ->
                                    new Union(
                                            String.join("+", u.pools()),
                                            u.pools(),
                                            u.uniqueSamples(),
                                            u.floor(),
                                            u.floorInterval()))
                            .toList();
            return new Pools(
                    unions,
                    frontier.choices().stream()
                            .map(c ->
                                    new Choice(
                                            c.samples(),
                                            unions.get(c.union()).pool(),
                                            c.epochs(),
                                            c.metric(),
                                            c.interval(),
                                            c.metrics(),
                                            c.probabilities(),
                                            ForecastAnswer.Distance.of(c.extrapolation(), points)))
                            .toList(),
                    frontier.switches().stream()
                            .map(s ->
                                    new Switch(
                                            unions.get(s.from()).pool(),
                                            unions.get(s.to()).pool(),
                                            s.samples(),
                                            s.interval()))
                            .toList());
        }
    }

    /// @param pool as a forecast point takes it, `A+B` for several
    /// @param uniqueSamples of all its pools
    /// @param floor of the metric, however long one trains
    record Union(
            String pool,
            List<String> pools,
            double uniqueSamples,
            double floor,
            @Nullable Interval floorInterval) {}

    /// @param epochs how often the best union is seen
    /// @param metrics expected of each union
    /// @param probabilities that each union is the best; empty with too few draws
    record Choice(
            double samples,
            String pool,
            double epochs,
            double metric,
            @Nullable Interval metricInterval,
            List<Double> metrics,
            List<Double> probabilities,
            ForecastAnswer.@Nullable Distance extrapolation) {}

    record Switch(String from, String to, double samples, @Nullable Interval interval) {}

    /// @param keepFractions that were tried, ascending
    /// @param choices one per size of the data set
    record Pruning(List<Double> keepFractions, List<Kept> choices) {

        static Pruning of(KeptFractions found, LawPoints points) {
            return new Pruning(
                    found.fractions(),
                    found.choices().stream()
                            .map(c ->
                                    new Kept(
                                            c.total(),
                                            c.keepFraction(),
                                            c.kept(),
                                            c.metric(),
                                            c.interval(),
                                            c.metrics(),
                                            c.probabilities(),
                                            ForecastAnswer.Distance.of(c.extrapolation(), points)))
                            .toList());
        }
    }

    /// @param samples before pruning
    /// @param kept samples that are left
    /// @param metrics expected of each kept fraction
    /// @param probabilities that each is the best; empty with too few draws
    record Kept(
            double samples,
            double keepFraction,
            double kept,
            double metric,
            @Nullable Interval metricInterval,
            List<Double> metrics,
            List<Double> probabilities,
            ForecastAnswer.@Nullable Distance extrapolation) {}
}
