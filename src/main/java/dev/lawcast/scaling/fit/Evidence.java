package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.fit.FittedLaw.NoiseModel;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// All that is known once the optimum is found: the input of reports, intervals and warnings.
final class Evidence {

    /// Runs per parameter from which resamples hold sizes enough for each parameter. They then need
    /// no assumption about the scatter, which simulated metrics do.
    private static final int ENOUGH_TO_RESAMPLE = 20;

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

    /// Of the moving parameters; of clusters where rows share them.
    final Covariance covariance;

    /// Profile likelihood interval of each parameter, null where there is none.
    @Nullable Interval[] profiles;

    /// What is independent of each other: rows, or clusters of rows.
    final Clusters clusters;

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
        var plain =
                Linearization.of(
                        problem.law, data, problem.settings, problem.weight, solution.parameters());
        Priors priors = problem.priors;
        at = priors == null ? plain : plain.with(priors, solution.parameters());
        free = chosen(problem.d, k -> problem.lower[k] < problem.upper[k]);
        moving =
                chosen(
                        problem.d,
                        k ->
                                problem.lower[k] < problem.upper[k]
                                        && !solution.boundsHit().contains(problem.names.get(k)));
        profiles = new Interval[problem.d];
        clusters = Clusters.of(data);
        var rows = Covariance.of(at, moving, objective().loss(), problem.settings.noise());
        covariance =
                clusters.shared()
                        ? clusters.covariance(rows, at, moving, objective().loss())
                        : rows;
    }

    private static int[] chosen(int count, IntPredicate wanted) {
        int[] chosen = new int[count];
        int n = 0;
        for (int k = 0; k < count; k++) {
            if (wanted.test(k)) {
                chosen[n++] = k;
            }
        }
        return Arrays.copyOf(chosen, n);
    }

    Objective objective() {
        return problem.settings.objective();
    }

    boolean known() {
        return problem.settings.noise() == FitSettings.Noise.KNOWN;
    }

    ResidualSpace space() {
        return objective().space();
    }

    /// Whether each run may scatter by its own variance.
    boolean heteroscedastic() {
        return problem.settings.noise() == FitSettings.Noise.HETEROSCEDASTIC;
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
        return unitMembers().size();
    }

    /// The rows of each unit.
    List<int[]> unitMembers() {
        if (clusters.shared()) {
            return clusters.members();
        }
        return problem.settings.bootstrap().unit() == FitSettings.Bootstrap.Unit.CONFIGURATION
                ? configurations.members()
                : clusters.members();
    }

    /// How the draws are made.
    FitSettings.Bootstrap.Method method() {
        var asked = problem.settings.bootstrap();
        if (asked.method() != FitSettings.Bootstrap.Method.AUTO) {
            return asked.method();
        }
        boolean many = data.size() >= ENOUGH_TO_RESAMPLE * moving.length;
        boolean plain =
                (!many || problem.priors != null)
                        && asked.unit() == FitSettings.Bootstrap.Unit.RUN
                        && !clusters.shared();
        return plain
                ? FitSettings.Bootstrap.Method.SIMULATE
                : FitSettings.Bootstrap.Method.RESAMPLE;
    }

    boolean noiseless() {
        return at.noiseless(data, space());
    }

    Wald wald() {
        return clusters.shared()
                ? new Wald(false, Math.max(0, clusters.count() - moving.length), level())
                : new Wald(known(), freedom(), level());
    }

    /// What turns a difference of the objective into one of squared standard deviations: 1/s² for
    /// squared residuals, else 2·mean(ψ′)/mean(w·ψ²).
    double scatterUnits() {
        ResidualLoss loss = objective().loss();
        if (known() && loss instanceof ResidualLoss.Squared) {
            return 1;
        }
        double squares = 0;
        for (int i = 0; i < at.runs(); i++) {
            double psi = Covariance.psi(loss, at.residual()[i]);
            squares += at.weight()[i] * psi * psi;
        }
        return squares > 0
                ? 2 * Covariance.meanSlope(at.residual(), loss) * freedom() / squares
                : 0;
    }

    /// What the variance of a parameter is multiplied by because rows share clusters, or scatter
    /// more at some sizes than at others; 1 for squared residuals of single rows that scatter
    /// alike.
    double excessVariance(int parameter) {
        int c = Arrays.binarySearch(moving, parameter);
        boolean squared = objective().loss() instanceof ResidualLoss.Squared;
        if ((squared && !clusters.shared() && !heteroscedastic()) || c < 0) {
            return 1;
        }
        double plain = unit().matrix()[c][c];
        if (squared) {
            plain /= scatterUnits();
        } else {
            plain *= 2 / (scatterUnits() * Covariance.meanSlope(at.residual(), objective().loss()));
        }
        double ratio = covariance.matrix()[c][c] / plain;
        return ratio > 0 && Double.isFinite(ratio) ? ratio : 1;
    }

    /// (JᵀWJ)⁻¹ of the moving parameters.
    private Covariance unit() {
        return Covariance.of(at, moving, new ResidualLoss.Squared(), FitSettings.Noise.KNOWN);
    }

    /// Covariance of all parameters of the law; 0 for those that do not move.
    double[][] fullCovariance() {
        double[][] full = new double[problem.d][problem.d];
        for (int a = 0; a < moving.length; a++) {
            for (int b = 0; b < moving.length; b++) {
                full[moving[a]][moving[b]] = covariance.matrix()[a][b];
            }
        }
        return full;
    }

    /// The standard error that a parameter on a bound would have without it.
    double errorIfFree(int parameter) {
        int[] columns = Arrays.copyOf(moving, moving.length + 1);
        columns[columns.length - 1] = parameter;
        var all = Covariance.of(at, columns, objective().loss(), problem.settings.noise());
        return Math.sqrt(all.matrix()[columns.length - 1][columns.length - 1]);
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
            double slope = column[i] / space().slope(at.predicted()[i]);
            moves |= slope != 0;
            if (slope != 0 && Math.abs(slope - 1) > 1e-9) {
                return false;
            }
        }
        return moves;
    }

    FittedLaw fitted(@Nullable Resampling resampling) {
        double[][] full = fullCovariance();
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
                solution.boundsHit(),
                method() == FitSettings.Bootstrap.Method.SIMULATE);
    }

    private NoiseModel noise() {
        if (heteroscedastic() && freedom() > 0) {
            ScatterTrend trend = ScatterTrend.of(at, covariance);
            if (trend != null) {
                return trend.noise(at, covariance, freedom());
            }
        }
        if (!known()) {
            double[] residuals = new double[0];
            if (freedom() > 0) {
                // y − f: a new run deviates from the law, not the law from the run.
                residuals = Residuals.standardised(at, covariance);
                for (int i = 0; i < residuals.length; i++) {
                    residuals[i] = -residuals[i];
                }
                Arrays.sort(residuals);
            }
            return new NoiseModel(covariance.residualScale(), freedom(), false, residuals);
        }
        double[] errors = Arrays.stream(at.weight()).map(w -> 1 / Math.sqrt(w)).sorted().toArray();
        return new NoiseModel(errors[errors.length / 2], 0, true, new double[0]);
    }

    private static boolean finite(double[][] matrix) {
        for (double[] row : matrix) {
            for (double value : row) {
                if (!Double.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }
}
