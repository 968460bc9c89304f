package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.scaling.fit.FitSettings.Bootstrap.Unit;
import dev.lawcast.scaling.fit.FitSettings.Noise;
import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.PowerLaw;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ResidualLoss;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Whatever the runs are: an outcome, no exception, and no number in it that JSON has no word for.
class StrangeDataTest {

    private static final int CASES = 12;

    @RepeatedTest(25)
    void anyDataGiveAnOutcomeWithFiniteNumbers(RepetitionInfo repetition) throws Exception {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        for (int c = 0; c < CASES; c++) {
            ScalingLaw law =
                    List.<ScalingLaw>of(new PowerLaw(), new PowerLawConstant(), new Chinchilla())
                            .get(random.nextInt(3));
            Observations data = strange(random, law.variables().size());
            FitSettings settings = settings(random);
            FitOutcome outcome = Fitter.fit(law, data, settings, Progress.NONE);
            String name = "seed %d case %d".formatted(repetition.getCurrentRepetition(), c);
            switch (outcome) {
                case FitOutcome.Converged o -> requireFinite(name, o.report());
                case FitOutcome.Unidentifiable o -> {
                    requireFinite(name, o.report());
                    assertThat(o.directions()).as(name).isNotEmpty();
                }
                case FitOutcome.NotConverged o -> requireFinite(name, o.report());
                case FitOutcome.InsufficientData o -> assertThat(o.message()).isNotBlank();
                case FitOutcome.InvalidObservations o -> assertThat(o.total()).isPositive();
                case FitOutcome.WrongShape o -> assertThat(o.message()).isNotBlank();
                case FitOutcome.Cancelled o -> throw new AssertionError(name);
            }
        }
    }

    private static Observations strange(SplittableRandom random, int variables) {
        int n = random.nextInt(1, 14);
        double[][] x = new double[variables][n];
        double[] y = new double[n];
        double decades = List.of(0.0, .01, 1.0, 6.0, 200.0).get(random.nextInt(5));
        double noise = List.of(0.0, 1e-9, .01, 1.0, 20.0).get(random.nextInt(5));
        double slope = List.of(-2.0, -.3, 0.0, .3).get(random.nextInt(4));
        boolean line = random.nextInt(4) == 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < variables; j++) {
                x[j][i] =
                        line && j > 0
                                ? 20 * x[0][i]
                                : Math.pow(10, decades * (random.nextInt(6) / 5.0 - .5));
            }
            y[i] = 3 * Math.pow(x[0][i], slope) * Math.exp(noise * random.nextGaussian());
        }
        return Planted.observations(x, y);
    }

    private static FitSettings settings(SplittableRandom random) {
        ResidualLoss loss =
                List.of(
                                new ResidualLoss.Squared(),
                                new ResidualLoss.Huber(1e-3),
                                new ResidualLoss.SoftL1(.01))
                        .get(random.nextInt(3));
        var space = ResidualSpace.values()[random.nextInt(2)];
        return new FitSettings(
                new Objective(space, loss),
                Map.of(),
                Map.of(),
                List.of(),
                Noise.ESTIMATED,
                new FitSettings.Bootstrap(55, Unit.values()[random.nextInt(2)], 1),
                .95,
                1);
    }

    private static void requireFinite(String path, @Nullable Object value) throws Exception {
        switch (value) {
            case Double number -> assertThat(number).as(path).isFinite();
            case List<?> list -> {
                for (Object item : list) {
                    requireFinite(path, item);
                }
            }
            case Record of -> {
                for (var component : of.getClass().getRecordComponents()) {
                    requireFinite(
                            path + " " + component.getName(), component.getAccessor().invoke(of));
                }
            }
            case null, default -> {}
        }
    }
}
