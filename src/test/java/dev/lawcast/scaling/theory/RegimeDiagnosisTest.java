package dev.lawcast.scaling.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.scaling.theory.RegimeDiagnosis.Axis;
import dev.lawcast.scaling.theory.RegimeDiagnosis.Limit;
import dev.lawcast.scaling.theory.RegimeDiagnosis.Regime;
import dev.lawcast.scaling.theory.RegimeDiagnosis.Result;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class RegimeDiagnosisTest {

    private static final List<Double> SIZES =
            IntStream.range(0, 10).mapToObj(i -> 100 * Math.pow(2, i)).toList();

    @Test
    void tellsVarianceFromResolution() {
        Result variance = diagnose(1, .3, .01, 1, Axis.DATA, new Limit(.3, 0));
        assertThat(variance.regime()).isEqualTo(Regime.VARIANCE_LIMITED);
        assertThat(variance.pValue()).isGreaterThan(.05);
        assertThat(variance.impliedDimension()).isNull();

        Result resolution = diagnose(.4, .3, .01, 1, Axis.DATA, new Limit(.3, 0));
        assertThat(resolution.regime()).isEqualTo(Regime.RESOLUTION_LIMITED);
        assertThat(resolution.exponent()).isEqualTo(.4, within(.02));
        assertThat(resolution.impliedDimension()).isEqualTo(10, within(.5));
        assertThat(resolution.pValue()).isLessThan(1e-6);

        assertThat(diagnose(.5, .3, .01, 1, Axis.PARAMETERS, new Limit(.3, 0)).regime())
                .isEqualTo(Regime.VARIANCE_LIMITED);
        assertThat(diagnose(.5, .3, .01, 1, Axis.WIDTH, new Limit(.3, 0)).regime())
                .isEqualTo(Regime.RESOLUTION_LIMITED);
    }

    @Test
    void intervalsHoldThePlantedExponentAsOftenAsTheySay() {
        int studies = 300;
        int given = 0;
        int estimated = 0;
        for (int seed = 0; seed < studies; seed++) {
            Result known = diagnose(.7, .5, .01, seed, Axis.DATA, new Limit(.5, 0));
            given += holds(known) ? 1 : 0;
            Result open = diagnose(.7, .5, .01, seed, Axis.DATA, null, .5);
            estimated += holds(open) ? 1 : 0;
        }
        assertThat((double) given / studies).isBetween(.91, .985);
        assertThat((double) estimated / studies).isBetween(.91, .985);
    }

    private static boolean holds(Result result) {
        Double lower = result.lower();
        Double upper = result.upper();
        return (lower == null || lower <= .7) && (upper == null || .7 <= upper);
    }

    @Test
    void saysWhenItCannotBeTold() {
        // A short noisy series without a limit.
        Result few =
                RegimeDiagnosis.of(
                        SIZES.subList(0, 4), List.of(1.02, .97, .96, .93), Axis.DATA, null);
        assertThat(few.regime()).isEqualTo(Regime.CANNOT_BE_TOLD);
        assertThat(few.exponent()).isNull();
        assertThat(few.reason()).contains("does not determine L(∞)");

        // A limit above the losses, and one so rough that it may be.
        assertThat(diagnose(1, .3, .01, 1, Axis.DATA, new Limit(.9, 0)).reason())
                .contains("is not clearly below the smallest loss");
        assertThat(diagnose(1, .3, .01, 1, Axis.DATA, new Limit(.29, .1)).exponent()).isNull();

        // A wrong limit bends the line; no exponent is read from it.
        Result bent = diagnose(1, .3, .003, 1, Axis.DATA, new Limit(.2, 0));
        assertThat(bent.regime()).isEqualTo(Regime.CANNOT_BE_TOLD);
        assertThat(bent.reason()).contains("curved");

        // A loss that grows has no regime.
        assertThat(
                        RegimeDiagnosis.of(
                                        SIZES,
                                        SIZES.stream().map(x -> .3 + 1e-4 * x).toList(),
                                        Axis.DATA,
                                        null)
                                .reason())
                .isEqualTo("The loss does not fall with size.");
    }

    @Test
    void aRoughLimitWidensTheInterval() {
        Result sharp = diagnose(.6, .3, .01, 4, Axis.DATA, new Limit(.3, 0));
        Result rough = diagnose(.6, .3, .01, 4, Axis.DATA, new Limit(.3, .003));

        assertThat(rough.lower()).isLessThan(sharp.lower());
        assertThat(rough.upper()).isGreaterThan(sharp.upper());
        assertThat(rough.pValue()).isNull();
    }

    @Test
    void refusesWhatIsNoSeries() {
        assertThatThrownBy(() ->
                        RegimeDiagnosis.of(
                                List.of(1., 1., 2.), List.of(3., 2., 1.), Axis.DATA, null))
                .hasMessageContaining("it needs at least 4 different sizes");
        assertThatThrownBy(() ->
                        RegimeDiagnosis.of(
                                List.of(0., 1., 2., 4.), List.of(3., 2., 1., .5), Axis.DATA, null))
                .hasMessageContaining("A size is 0.0");
    }

    private static Result diagnose(
            double alpha, double limit, double noise, long seed, Axis axis, @Nullable Limit given) {
        return diagnose(alpha, limit, noise, seed, axis, given, limit);
    }

    /// Relative noise on the difference where the limit is given, on the loss where not.
    private static Result diagnose(
            double alpha,
            double limit,
            double noise,
            long seed,
            Axis axis,
            @Nullable Limit given,
            double truth) {
        var random = new SplittableRandom(seed);
        List<Double> losses =
                SIZES.stream()
                        .map(x -> {
                            double difference = 2 * Math.pow(x / 100, -alpha);
                            double factor = Math.exp(noise * random.nextGaussian());
                            return given == null
                                    ? (truth + difference) * factor
                                    : truth + difference * factor;
                        })
                        .toList();
        return RegimeDiagnosis.of(SIZES, losses, axis, given);
    }
}
