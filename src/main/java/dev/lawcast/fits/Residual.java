package dev.lawcast.fits;

import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.law.ResidualSpace;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a fit leaves over for one run.
///
/// @param variables sizes by the law's symbols
/// @param residual predicted − measured, of the logarithms where the objective's space is log
/// @param standardized the residual over the scatter of runs; null where that is 0
/// @param heldOut whether the run was kept aside
record Residual(
        String key,
        Map<String, Double> variables,
        double measured,
        double predicted,
        @Nullable Double residual,
        @Nullable Double standardized,
        boolean heldOut) {

    /// Of a fit of each group alone, those of the groups that have a curve, group by group.
    static List<Residual> of(FittedGroups groups, Snapshot snapshot) {
        var all = new ArrayList<Residual>();
        int[][] used = snapshot.fittedOfGroups();
        int[][] held = snapshot.heldOutOfGroups();
        for (int g = 0; g < used.length; g++) {
            FittedLaw fitted = groups.of(snapshot.labels().get(g));
            if (fitted != null) {
                add(all, fitted, snapshot.fitted().rows(used[g]), false);
                add(all, fitted, snapshot.heldOut().rows(held[g]), true);
            }
        }
        return all;
    }

    static List<Residual> of(FittedLaw fitted, Snapshot snapshot) {
        var all = new ArrayList<Residual>();
        Snapshot.SecondStage then = snapshot.then();
        add(all, fitted, then == null ? snapshot.fitted() : then.chained(), false);
        add(all, fitted, then == null ? snapshot.heldOut() : then.heldOut(), true);
        return all;
    }

    private static void add(
            List<Residual> all, FittedLaw fitted, Observations rows, boolean heldOut) {
        ResidualSpace space = fitted.objective().space();
        double scatter = fitted.noise().standardDeviation();
        for (int i = 0; i < rows.size(); i++) {
            double[] x = new double[rows.x().length];
            var variables = new LinkedHashMap<String, Double>();
            for (int j = 0; j < x.length; j++) {
                x[j] = rows.x()[j][i];
                variables.put(fitted.law().variables().get(j).name(), x[j]);
            }
            double measured = rows.y()[i];
            double predicted = fitted.value(x);
            double residual = space.of(predicted) - space.of(measured);
            boolean finite = Double.isFinite(residual);
            all.add(
                    new Residual(
                            rows.keys().get(i),
                            variables,
                            measured,
                            predicted,
                            finite ? residual : null,
                            finite && scatter > 0 ? residual / scatter : null,
                            heldOut));
        }
    }
}
