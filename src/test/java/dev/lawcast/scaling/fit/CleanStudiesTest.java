package dev.lawcast.scaling.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.scaling.law.Chinchilla;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.PowerLaw;
import dev.lawcast.scaling.law.PowerLawConstant;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Studies that deserve no warning: planted laws, enough sizes, one to three seeds each, log-normal
/// noise of .3 to 3 %. Of 200 studies at most 5 % may raise any one code of severity warning or
/// above.
class CleanStudiesTest {

    private static final int STUDIES = 200;
    private static final int MOST = STUDIES / 20;

    private record Clean(
            String name, ScalingLaw law, double[] truth, Observations sizes, double noise) {
        Observations study(int seed) {
            return Planted.runs(law, truth, sizes.x(), noise, seed);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Clean> laws() {
        return List.of(
                new Clean(
                        "power_law",
                        new PowerLaw(),
                        new double[] {20, .2},
                        Planted.power(10, 2, 0, 1),
                        .005),
                new Clean(
                        "power_law_constant",
                        new PowerLawConstant(),
                        Planted.POWER,
                        Planted.power(12, 2, 0, 1),
                        .005),
                new Clean(
                        "chinchilla",
                        new Chinchilla(),
                        Planted.JOINT,
                        Planted.joint(6, 2, 0, 1),
                        .005),
                new Clean(
                        "power_law, single seeds",
                        new PowerLaw(),
                        new double[] {300, .4},
                        Planted.power(24, 1, 0, 1),
                        .03),
                new Clean(
                        "power_law_constant, single seeds",
                        new PowerLawConstant(),
                        Planted.POWER,
                        Planted.power(40, 1, 0, 1),
                        .01),
                new Clean(
                        "power_law_constant, three seeds",
                        new PowerLawConstant(),
                        Planted.POWER,
                        Planted.power(20, 3, 0, 1),
                        .01),
                new Clean(
                        "encoder_decoder, single seeds",
                        LawCatalogue.find("encoder_decoder").orElseThrow(),
                        new double[] {1.4, 800, .18, .22},
                        Planted.joint(7, 1, 0, 1),
                        .003));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void cleanStudiesRaiseNoCodeInMoreThanFiveOfAHundred(Clean clean) {
        Map<String, Integer> alarms = new TreeMap<>();
        for (int seed = 0; seed < STUDIES; seed++) {
            var outcome =
                    Fitter.fit(clean.law(), clean.study(seed), Planted.settings(0), Progress.NONE);
            assertThat(outcome).isInstanceOf(FitOutcome.Converged.class);
            for (Warning warning : Planted.report(outcome).warnings()) {
                if (warning.severity() != Warning.Severity.INFO) {
                    alarms.merge(warning.code(), 1, Integer::sum);
                }
            }
        }

        assertThat(alarms.values()).as("%s", alarms).allMatch(count -> count <= MOST);
    }
}
