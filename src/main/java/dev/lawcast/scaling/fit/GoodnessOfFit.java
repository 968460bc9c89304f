package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FitReport.Goodness;
import dev.lawcast.scaling.fit.FitReport.ResidualTest;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// How well the law follows the runs.
final class GoodnessOfFit {

    private GoodnessOfFit() {}

    static Goodness of(Evidence evidence) {
        Linearization at = evidence.at;
        int n = at.runs();
        double squares = 0;
        double relative = 0;
        double mean = 0;
        for (int i = 0; i < n; i++) {
            double y = evidence.data.y()[i];
            squares += at.residual()[i] * at.residual()[i];
            relative += Math.abs((at.predicted()[i] - y) / y);
            mean += metric(evidence, i) / n;
        }
        double total = 0;
        for (int i = 0; i < n; i++) {
            double d = metric(evidence, i) - mean;
            total += d * d;
        }
        int parameters = evidence.moving.length + (evidence.known() ? 0 : 1);
        // −2 ln likelihood of normal residuals, up to a constant
        double deviance =
                evidence.known() ? at.weightedSquares() : n * Math.log(at.weightedSquares() / n);
        double correction = 2.0 * parameters * n / (n - parameters - 1);
        boolean noiseless = evidence.noiseless();
        // scatter and signs of rows that share their luck are no evidence of their own
        boolean untested = noiseless || evidence.clusters.shared();
        return new Goodness(
                finiteOrZero(Math.sqrt(squares / n)),
                finiteOrZero(relative / n),
                total > 0 ? Account.finite(1 - squares / total) : null,
                noiseless || n - parameters - 1 <= 0 ? null : Account.finite(deviance + correction),
                noiseless ? null : Account.finite(deviance + parameters * Math.log(n)),
                untested ? null : signs(evidence),
                noiseless ? List.of() : curvatures(evidence),
                untested
                        ? null
                        : Residuals.lackOfFit(at, evidence.configurations, evidence.moving.length));
    }

    private static double finiteOrZero(double value) {
        return Double.isFinite(value) ? value : 0;
    }

    private static double metric(Evidence evidence, int i) {
        return evidence.space().of(evidence.data.y()[i]);
    }

    /// Along the variable where it is worst.
    private static @Nullable ResidualTest signs(Evidence evidence) {
        ResidualTest worst = null;
        for (int j = 0; j < evidence.data.x().length; j++) {
            ResidualTest test =
                    Residuals.signs(
                            evidence.at,
                            evidence.configurations,
                            evidence.data.x()[j],
                            evidence.problem.law.variables().get(j).name());
            if (test != null && (worst == null || test.p() < worst.p())) {
                worst = test;
            }
        }
        return worst;
    }

    private static List<ResidualTest> curvatures(Evidence evidence) {
        var tests = new ArrayList<ResidualTest>();
        for (int j = 0; j < evidence.data.x().length; j++) {
            ResidualTest test =
                    Residuals.curvature(
                            evidence.at,
                            evidence.moving,
                            evidence.clusters,
                            evidence.data.x()[j],
                            evidence.problem.law.variables().get(j).name());
            if (test != null) {
                tests.add(test);
            }
        }
        return List.copyOf(tests);
    }
}
