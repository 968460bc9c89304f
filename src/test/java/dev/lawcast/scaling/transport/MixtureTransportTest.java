package dev.lawcast.scaling.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import static java.util.Objects.requireNonNull;

import dev.lawcast.SharedData;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class MixtureTransportTest {

    private static final double[] GENERIC = {0.4371932, 0.3119874, 0.2508194};

    private static GroundCosts digits(GroundCost cost) {
        return new GroundCosts(DigitsMixtures.sources(), DigitsMixtures.validation(), cost);
    }

    private static MixtureTransport exact(GroundCost cost) {
        return MixtureTransport.exact(digits(cost), () -> false);
    }

    private static MixtureTransport debiased(EntropicSettings settings) {
        return MixtureTransport.entropic(
                digits(GroundCost.SQUARED_EUCLIDEAN), .05, true, settings, () -> false);
    }

    private static JsonNode reference() {
        return JsonMapper.shared()
                .readTree(SharedData.text(DigitsMixtures.FOLDER + "reference.json"))
                .get("exact");
    }

    private static double[] shares(JsonNode mixture) {
        double[] p = new double[3];
        for (int i = 0; i < 3; i++) {
            p[i] = mixture.get("p").get(i).asDouble();
        }
        return p;
    }

    private static Sample part(Sample sample, int points) {
        return new Sample(sample.features().select(IntStream.range(0, points).toArray()));
    }

    @Test
    void exactCostsAgreeWithAnIndependentImplementation() {
        var transport = exact(GroundCost.SQUARED_EUCLIDEAN);
        for (JsonNode mixture : reference().get("mixtures")) {
            var distance = transport.at(shares(mixture)).transport();
            assertThat(distance.converged()).isTrue();
            assertThat(distance.cost()).isCloseTo(mixture.get("exact").asDouble(), within(1e-9));
        }
    }

    @Test
    void exactCostsWithTheLabelTermAgreeWithAnIndependentImplementation() {
        var transport = exact(new GroundCost(false, 1.0));
        for (JsonNode mixture : reference().get("mixtures")) {
            assertThat(transport.at(shares(mixture)).transport().cost())
                    .isCloseTo(mixture.get("exact_with_label_term").asDouble(), within(1e-9));
        }
    }

    @Test
    void entropicCostsAndDivergencesAgreeWithAnIndependentImplementation() {
        var transport = debiased(EntropicSettings.DEFAULT);
        for (JsonNode mixture : reference().get("mixtures")) {
            var distance = transport.at(shares(mixture));
            assertThat(distance.converged()).isTrue();
            assertThat(distance.transport().cost())
                    .isCloseTo(mixture.get("entropic_transport_cost").asDouble(), within(1e-7));
            assertThat(distance.transport().dualValue())
                    .isCloseTo(mixture.get("entropic_dual_value").asDouble(), within(1e-8));
            assertThat(distance.divergence())
                    .isCloseTo(mixture.get("debiased_divergence").asDouble(), within(1e-8));
        }
    }

    @Test
    void linearMemoryGivesTheSameDivergence() {
        double[] p = {.1, .7, .2};
        var kept = debiased(EntropicSettings.DEFAULT).at(p);
        var streamed = debiased(EntropicSettings.DEFAULT.withLinearMemory()).at(p);
        assertThat(streamed.divergence()).isCloseTo(kept.divergence(), within(1e-9));
        for (int i = 0; i < 3; i++) {
            assertThat(streamed.gradient()[i]).isCloseTo(kept.gradient()[i], within(1e-7));
        }
    }

    @Test
    void theDivergencesGradientIsThatOfFiniteDifferences() {
        var transport = debiased(EntropicSettings.DEFAULT.withTolerance(1e-12));
        double[] gradient = transport.at(GENERIC).gradient();
        double h = 1e-5;
        for (int i = 0; i < 3; i++) {
            int j = (i + 1) % 3;
            double difference =
                    requireNonNull(transport.at(moved(i, j, h)).divergence())
                            - requireNonNull(transport.at(moved(j, i, h)).divergence());
            assertThat(gradient[i] - gradient[j]).isCloseTo(difference / (2 * h), within(1e-6));
        }
    }

    @Test
    void theEntropicGradientOfAnAbsentSourceIsTheDerivativeOfItsFirstGrain() {
        var transport =
                MixtureTransport.entropic(
                        digits(GroundCost.SQUARED_EUCLIDEAN),
                        .05,
                        false,
                        EntropicSettings.DEFAULT.withTolerance(1e-12),
                        () -> false);
        var without = transport.at(new double[] {.55, .45, 0});
        double h = 1e-6;
        var with = transport.at(new double[] {.55 - h, .45, h});
        double difference = with.transport().dualValue() - without.transport().dualValue();
        assertThat(without.gradient()[2] - without.gradient()[0])
                .isCloseTo(difference / h, within(1e-4)); // one-sided: an error of order h
    }

    private static double divergence(MixtureTransport transport, double[] p) {
        return requireNonNull(transport.at(p).divergence());
    }

    private static double[] moved(int to, int from, double h) {
        double[] p = GENERIC.clone();
        p[to] += h;
        p[from] -= h;
        return p;
    }

    @Test
    void theGradientAtAGenericMixtureIsThatOfFiniteDifferences() {
        var transport = exact(GroundCost.SQUARED_EUCLIDEAN);
        double[] gradient = transport.at(GENERIC).gradient();
        double h = 1e-6;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < i; j++) {
                double difference =
                        transport.at(moved(i, j, h)).transport().cost()
                                - transport.at(moved(j, i, h)).transport().cost();
                assertThat(gradient[i] - gradient[j]).isCloseTo(difference / (2 * h), within(1e-6));
            }
        }
        assertThat(gradient[0] - gradient[1]).isCloseTo(0.419424991, within(1e-8));
        assertThat(gradient[0] - gradient[2]).isCloseTo(-4.010865673, within(1e-8));
    }

    @Test
    void theGradientOfAnAbsentSourceIsTheDerivativeOfItsFirstGrain() {
        List<Sample> sources = new ArrayList<>(DigitsMixtures.sources());
        sources.set(1, part(sources.get(1), 211)); // equal sizes have kinks where p₂ = 0
        var transport =
                MixtureTransport.exact(
                        new GroundCosts(
                                sources, DigitsMixtures.validation(), GroundCost.SQUARED_EUCLIDEAN),
                        () -> false);
        double[] without = {0.61234567, 0.38765433, 0};
        var distance = transport.at(without);
        double h = 1e-7;
        double[] with = {without[0] - h, without[1], h};
        double difference = transport.at(with).transport().cost() - distance.transport().cost();
        assertThat(distance.gradient()[2] - distance.gradient()[0])
                .isCloseTo(difference / h, within(1e-3));
    }

    @Test
    void warmAndColdSolvesAgreeAlongAPath() {
        CostMatrix cost = CostMatrix.of(digits(GroundCost.SQUARED_EUCLIDEAN).toValidation());
        int[] sizes = {300, 300, 300};
        var warm = MixtureTransport.on(sizes, 300, new ExactTransport(cost));
        var random = new SplittableRandom(5);
        for (int step = 0; step < 12; step++) {
            double[] p = {random.nextDouble(), step % 4 == 0 ? 0 : random.nextDouble(), .2};
            double sum = p[0] + p[1] + p[2];
            for (int i = 0; i < 3; i++) {
                p[i] /= sum;
            }
            var cold = MixtureTransport.on(sizes, 300, new ExactTransport(cost)).at(p);
            var found = warm.at(p);
            assertThat(found.transport().converged()).isTrue();
            assertThat(found.transport().cost()).isCloseTo(cold.transport().cost(), within(1e-11));
        }
    }

    @Test
    void refusesSharesThatDoNotAddUpToOne() {
        var transport = exact(GroundCost.SQUARED_EUCLIDEAN);
        assertThatThrownBy(() -> transport.at(new double[] {.5, .4, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("add up to 0.9");
    }

    @Test
    void refusesSamplesWithOtherFeatures() {
        var other = new Sample(new Features(1, 2, new double[] {1, 2}));
        assertThatThrownBy(() ->
                        new GroundCosts(
                                List.of(other),
                                DigitsMixtures.validation(),
                                GroundCost.SQUARED_EUCLIDEAN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 2 features, the other 32");
    }
}
