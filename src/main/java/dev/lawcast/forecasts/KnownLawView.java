package dev.lawcast.forecasts;

import dev.lawcast.scaling.forecast.Allocations;
import dev.lawcast.scaling.known.KnownLaw;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawVariable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A known law as it is shown.
///
/// @param formula LaTeX, in the law's symbols
/// @param published the curve as the paper writes it
/// @param rangeReason why the variables have no range, or null
/// @param allocates whether it says how to split a compute budget
record KnownLawView(
        String id,
        String title,
        String law,
        String formula,
        String published,
        String source,
        Measured metric,
        List<Variable> variables,
        List<Constant> parameters,
        List<String> labels,
        @Nullable String rangeReason,
        boolean allocates,
        @Nullable String note) {

    /// @param direction null for what is an amount and no metric to better
    record Measured(String name, String unit, @Nullable String direction) {}

    /// @param lower smallest value that the constants come from
    record Variable(
            String name,
            String symbol,
            String unit,
            String kind,
            @Nullable Double lower,
            @Nullable Double upper) {}

    record Constant(
            String name,
            double value,
            String unit,
            String meaning,
            @Nullable Double standardError) {}

    static KnownLawView of(KnownLaw known) {
        var variables = new ArrayList<Variable>();
        for (int j = 0; j < known.axes().size(); j++) {
            KnownLaw.Axis axis = known.axes().get(j);
            LawVariable of = known.law().variables().get(j);
            variables.add(
                    new Variable(
                            axis.name(),
                            of.name(),
                            axis.unit(),
                            of.kind().name().toLowerCase(Locale.ROOT),
                            axis.lower(),
                            axis.upper()));
        }
        var constants = new ArrayList<Constant>();
        for (int k = 0; k < known.constants().size(); k++) {
            KnownLaw.Constant constant = known.constants().get(k);
            LawParameter of = known.law().parameters().get(k);
            constants.add(
                    new Constant(
                            constant.name(),
                            constant.value(),
                            of.unit(),
                            of.meaning(),
                            constant.standardError()));
        }
        Boolean minimized = known.metric().minimized();
        return new KnownLawView(
                known.id(),
                known.title(),
                known.law().id(),
                known.law().formula(),
                known.published(),
                known.source(),
                new Measured(
                        known.metric().name(),
                        known.metric().unit(),
                        minimized == null ? null : minimized ? "minimize" : "maximize"),
                variables,
                constants,
                known.labels(),
                known.ranged() ? null : "The source states no range of sizes.",
                Allocations.supports(known.law()),
                known.note());
    }
}
