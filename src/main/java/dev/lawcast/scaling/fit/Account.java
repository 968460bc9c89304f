package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitReport.BootstrapReport;
import dev.lawcast.scaling.fit.FitReport.Correlations;
import dev.lawcast.scaling.fit.FitReport.DerivedQuantity;
import dev.lawcast.scaling.fit.FitReport.Influence;
import dev.lawcast.scaling.fit.FitReport.ObjectiveReport;
import dev.lawcast.scaling.fit.FitReport.SolverReport;
import dev.lawcast.scaling.law.ResidualLoss;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes the report of a fit.
record Account(Evidence evidence, @Nullable Resampling resampling, List<Influence> influence) {

    FitReport report() {
        var goodness = GoodnessOfFit.of(evidence);
        var parameters = new ParameterReports(evidence, resampling).all();
        return new FitReport(
                parameters,
                derived(),
                correlations(),
                objective(),
                solver(),
                evidence.summary.report(),
                goodness,
                bootstrap(),
                influence,
                new FitWarnings(evidence, resampling, goodness).all());
    }

    private List<DerivedQuantity> derived() {
        var all = new ArrayList<DerivedQuantity>(evidence.identifiability.combinations());
        FittedLaw fitted = evidence.fitted(resampling);
        for (var quantity : evidence.problem.law.derived()) {
            if (!evidence.identifiability.complete()) {
                all.add(
                        new DerivedQuantity(
                                quantity.name(),
                                quantity.unit(),
                                quantity.meaning(),
                                null,
                                null,
                                "The runs do not determine the parameters it is made of."));
                continue;
            }
            double value = quantity.value().applyAsDouble(evidence.solution.parameters());
            boolean exists = Double.isFinite(value);
            all.add(
                    new DerivedQuantity(
                            quantity.name(),
                            quantity.unit(),
                            quantity.meaning(),
                            exists ? value : null,
                            exists
                                    ? Spread.interval(fitted, quantity.value(), evidence.level())
                                    : null,
                            exists ? null : "It is too large for a number at this estimate."));
        }
        return List.copyOf(all);
    }

    private Correlations correlations() {
        double[][] v = evidence.covariance.matrix();
        var names = new ArrayList<String>();
        var kept = new ArrayList<Integer>();
        for (int c = 0; c < evidence.moving.length; c++) {
            String name = evidence.problem.names.get(evidence.moving[c]);
            if (v[c][c] > 0 && !evidence.identifiability.undetermined().contains(name)) {
                names.add(name);
                kept.add(c);
            }
        }
        var rows = new ArrayList<List<Double>>();
        for (int a : kept) {
            var row = new ArrayList<Double>();
            for (int b : kept) {
                row.add(a == b ? 1 : Math.clamp(v[a][b] / Math.sqrt(v[a][a] * v[b][b]), -1, 1));
            }
            rows.add(List.copyOf(row));
        }
        return new Correlations(List.copyOf(names), List.copyOf(rows));
    }

    private ObjectiveReport objective() {
        boolean weights = evidence.data.weights() != null;
        ResidualLoss loss = evidence.objective().loss();
        return new ObjectiveReport(
                Double.isFinite(evidence.solution.objective()) ? evidence.solution.objective() : 0,
                evidence.objective().space().name().toLowerCase(Locale.ROOT),
                switch (loss) {
                    case ResidualLoss.Squared squared -> "squared";
                    case ResidualLoss.Huber huber -> "huber";
                    case ResidualLoss.SoftL1 soft -> "soft_l1";
                },
                switch (loss) {
                    case ResidualLoss.Squared squared -> null;
                    case ResidualLoss.Huber huber -> huber.delta();
                    case ResidualLoss.SoftL1 soft -> soft.delta();
                },
                evidence.known()
                        ? weights ? "given_and_standard_errors" : "standard_errors"
                        : weights ? "given" : "none",
                evidence.problem.settings.noise().name().toLowerCase(Locale.ROOT),
                evidence.freedom() > 0 ? finite(evidence.covariance.residualScale()) : null,
                evidence.freedom());
    }

    private SolverReport solver() {
        Solution s = evidence.solution;
        return new SolverReport(
                s.basins(),
                s.bestShare(),
                s.gapToSecond().isPresent() ? finite(s.gapToSecond().getAsDouble()) : null,
                s.iterations(),
                finite(s.scaledGradient()),
                finite(s.conditionNumber()),
                s.rank(),
                s.boundsHit(),
                s.converged());
    }

    private @Nullable BootstrapReport bootstrap() {
        if (resampling == null) {
            return null;
        }
        var asked = evidence.problem.settings.bootstrap();
        FittedLaw fitted = evidence.fitted(resampling);
        return new BootstrapReport(
                asked.replicates(),
                evidence.clusters.shared() ? "group" : asked.unit().name().toLowerCase(Locale.ROOT),
                asked.seed(),
                resampling.draws().length,
                resampling.failures(),
                resampling.redrawn(),
                fitted.simulated()
                        ? evidence.heteroscedastic() ? "wild_bc" : "simulated_bc"
                        : "resampled_bca_stretched",
                fitted.simulated() ? 1 : Spread.inflation(fitted, evidence.level()));
    }

    static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
