package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FittedLaw.NoiseModel;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ResidualSpace;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.stream.IntStream;

/// All that is known once the optimum is found: the input of reports, intervals and warnings.
final class Evidence {

    final Observations data;
    final Problem problem;
    final Solution solution;
    final Configurations configurations;
    final DataSummary summary;
    final Shape shape;
    final Identifiability identifiability;

    /// At the optimum.
    final Linearization at;

    /// Indices of the parameters that are neither fixed nor on a bound.
    final int[] moving;

    /// Indices of the parameters that are not fixed.
    final int[] free;

    final Covariance covariance;

    Evidence(
            Observations data,
            Problem problem,
            Solution solution,
            Configurations configurations,
            DataSummary summary,
            Shape shape,
            Identifiability identifiability) {
        this.data = data;
        this.problem = problem;
        this.solution = solution;
        this.configurations = configurations;
        this.summary = summary;
        this.shape = shape;
        this.identifiability = identifiability;
        at =
                Linearization.of(
                        problem.law, data, problem.settings, problem.weight, solution.parameters());
        free =
                IntStream.range(0, problem.d)
                        .filter(k -> problem.lower[k] < problem.upper[k])
                        .toArray();
        moving =
                Arrays.stream(free)
                        .filter(k -> !solution.boundsHit().contains(problem.names.get(k)))
                        .toArray();
        covariance = Covariance.of(at, moving, objective().loss(), known());
    }

    Objective objective() {
        return problem.settings.objective();
    }

    boolean known() {
        return problem.settings.noise() == FitSettings.Noise.KNOWN;
    }

    boolean log() {
        return objective().space() == ResidualSpace.LOG;
    }

    double level() {
        return problem.settings.level();
    }

    /// Runs minus parameters that move.
    int freedom() {
        return Math.max(0, data.size() - moving.length);
    }

    /// How many independent units a bootstrap draws from.
    int units() {
        return problem.settings.bootstrap().unit() == FitSettings.Bootstrap.Unit.CONFIGURATION
                ? configurations.count()
                : data.size();
    }

    boolean noiseless() {
        return at.noiseless(data, log());
    }

    Wald wald() {
        return new Wald(known(), freedom(), level());
    }

    Influences influences() {
        return Influences.of(at, moving, objective().loss());
    }

    /// Standard error of each parameter of the law, NaN for those that do not move.
    double[] standardErrors() {
        double[] errors = new double[problem.d];
        Arrays.fill(errors, Double.NaN);
        if (wald().possible()) {
            for (int c = 0; c < moving.length; c++) {
                errors[moving[c]] = Math.sqrt(covariance.matrix()[c][c]);
            }
        }
        return errors;
    }

    /// Whether a parameter is a level of the metric: the curve (or that of one group) moves as a
    /// whole when it does.
    boolean additive(int parameter) {
        double[] column = at.jacobian()[parameter];
        boolean moves = false;
        for (int i = 0; i < column.length; i++) {
            double slope = log() ? column[i] * at.predicted()[i] : column[i];
            moves |= slope != 0;
            if (slope != 0 && Math.abs(slope - 1) > 1e-9) {
                return false;
            }
        }
        return moves;
    }

    FittedLaw fitted(@Nullable Resampling resampling) {
        double[][] full = new double[problem.d][problem.d];
        for (int a = 0; a < moving.length; a++) {
            for (int b = 0; b < moving.length; b++) {
                full[moving[a]][moving[b]] = covariance.matrix()[a][b];
            }
        }
        return new FittedLaw(
                problem.law,
                solution.parameters(),
                resampling == null ? new double[0][] : resampling.draws(),
                wald().possible() && finite(full) ? full : null,
                objective(),
                noise(),
                summary.span(),
                units(),
                moving.length,
                solution.boundsHit());
    }

    private NoiseModel noise() {
        if (!known()) {
            double[] residuals = new double[0];
            if (freedom() > 0) {
                // y − f: a new run deviates from the law, not the law from the run.
                residuals =
                        Arrays.stream(Residuals.standardised(at, covariance))
                                .map(r -> -r)
                                .sorted()
                                .toArray();
            }
            return new NoiseModel(covariance.residualScale(), freedom(), false, residuals);
        }
        double[] errors = Arrays.stream(at.weight()).map(w -> 1 / Math.sqrt(w)).sorted().toArray();
        return new NoiseModel(errors[errors.length / 2], 0, true, new double[0]);
    }

    private static boolean finite(double[][] matrix) {
        return Arrays.stream(matrix).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    }
}
