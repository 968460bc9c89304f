package dev.lawcast.scaling.select;

import dev.lawcast.scaling.fit.FitSettings;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.fit.FittedLaw.DataSpan;
import dev.lawcast.scaling.fit.FittedLaw.NoiseModel;
import dev.lawcast.scaling.fit.Observations;
import dev.lawcast.scaling.law.ResidualSpace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Several fitted laws and their weights as one fitted law.
///
/// - draws: draw b is draw b of one law, laws taking turns in proportion to their weights
/// - covariance, where there are no draws: the laws' own, each divided by its weight w, and w·(δ −
///   w) for the weights; the delta method then gives Σ w·(own variance) + Σ w·(ln L_m − ln L)²,
///   doubt within laws and between them
final class Ensemble {

    private Ensemble() {}

    /// @param members fitted to the same runs, at least two
    /// @param weights > 0, summing to 1
    static FittedLaw of(
            List<FittedLaw> members,
            List<int[]> columns,
            double[] weights,
            Observations data,
            FitSettings settings) {
        var parts = new ArrayList<EnsembleLaw.Member>();
        for (int m = 0; m < members.size(); m++) {
            parts.add(new EnsembleLaw.Member(members.get(m).law(), columns.get(m)));
        }
        var law = new EnsembleLaw(EnsembleLaw.variables(parts), parts);
        double[] estimate = new double[law.parameters().size()];
        System.arraycopy(weights, 0, estimate, 0, weights.length);
        for (int m = 0; m < members.size(); m++) {
            double[] own = members.get(m).estimate();
            System.arraycopy(own, 0, estimate, law.offset(m), own.length);
        }
        int free = members.stream().mapToInt(FittedLaw::free).max().orElseThrow();
        var bounds = new ArrayList<String>();
        for (FittedLaw member : members) {
            member.atBounds().forEach(name -> bounds.add(member.law().id() + "." + name));
        }
        return new FittedLaw(
                law,
                estimate,
                draws(law, estimate, members, weights),
                covariance(law, estimate.length, members, weights),
                members.getFirst().objective(),
                noise(law, estimate, free, members, data, settings),
                span(members, columns, law.variables().size()),
                members.getFirst().units(),
                free,
                List.copyOf(bounds));
    }

    /// Laws take turns by the largest arrears, so that any stretch of draws holds them in
    /// proportion.
    private static double[][] draws(
            EnsembleLaw law, double[] estimate, List<FittedLaw> members, double[] weights) {
        int count = members.stream().mapToInt(m -> m.draws().length).min().orElseThrow();
        double[][] draws = new double[count][];
        double[] arrears = new double[weights.length];
        for (int b = 0; b < count; b++) {
            int turn = 0;
            for (int m = 0; m < weights.length; m++) {
                arrears[m] += weights[m];
                turn = arrears[m] > arrears[turn] ? m : turn;
            }
            arrears[turn]--;
            double[] draw = estimate.clone();
            Arrays.fill(draw, 0, weights.length, 0);
            draw[turn] = 1;
            double[] own = members.get(turn).draws()[b];
            System.arraycopy(own, 0, draw, law.offset(turn), own.length);
            draws[b] = draw;
        }
        return draws;
    }

    private static double @org.jspecify.annotations.Nullable [][] covariance(
            EnsembleLaw law, int size, List<FittedLaw> members, double[] weights) {
        double[][] covariance = new double[size][size];
        for (int m = 0; m < weights.length; m++) {
            for (int l = 0; l < weights.length; l++) {
                covariance[m][l] = weights[m] * ((m == l ? 1 : 0) - weights[l]);
            }
            double[][] own = members.get(m).covariance();
            if (own == null) {
                return null;
            }
            for (int a = 0; a < own.length; a++) {
                for (int b = 0; b < own.length; b++) {
                    covariance[law.offset(m) + a][law.offset(m) + b] = own[a][b] / weights[m];
                }
            }
        }
        return covariance;
    }

    /// Residuals of the mean itself, made as large as `free` parameters have made them small.
    private static NoiseModel noise(
            EnsembleLaw law,
            double[] estimate,
            int free,
            List<FittedLaw> members,
            Observations data,
            FitSettings settings) {
        if (settings.noise() == FitSettings.Noise.KNOWN) {
            return members.getFirst().noise();
        }
        int n = data.size();
        ResidualSpace space = settings.objective().space();
        if (n <= free) {
            return new NoiseModel(0, 0, false, new double[0]);
        }
        double[] x = new double[data.x().length];
        double[] residuals = new double[n];
        double squares = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < x.length; j++) {
                x[j] = data.x()[j][i];
            }
            double f = law.value(estimate, x);
            double y = data.y()[i];
            double weight = data.weights() == null ? 1 : data.weights()[i];
            double r = Math.sqrt(weight) * (space.of(y) - space.of(f));
            residuals[i] = r * Math.sqrt((double) n / (n - free));
            squares += r * r;
        }
        Arrays.sort(residuals);
        return new NoiseModel(Math.sqrt(squares / (n - free)), n - free, false, residuals);
    }

    private static DataSpan span(List<FittedLaw> members, List<int[]> columns, int variables) {
        double[] lower = new double[variables];
        double[] upper = new double[variables];
        IntStream.range(0, members.size())
                .forEach(m -> {
                    for (int j = 0; j < columns.get(m).length; j++) {
                        lower[columns.get(m)[j]] = members.get(m).data().lower()[j];
                        upper[columns.get(m)[j]] = members.get(m).data().upper()[j];
                    }
                });
        Double collinearity =
                members.stream()
                        .filter(m -> m.law().variables().size() == variables)
                        .findFirst()
                        .map(m -> m.data().collinearity())
                        .orElse(null);
        return new DataSpan(lower, upper, collinearity);
    }
}
