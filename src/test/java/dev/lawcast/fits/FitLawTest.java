package dev.lawcast.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

import tools.jackson.databind.JsonNode;

import java.util.Locale;

/// Which law a fit is of: one of the catalogue, a formula, one curve for each group.
@ServiceTest
class FitLawTest {

    @Autowired MockMvc mvc;

    private Client client;
    private String experiment;

    /// Two families of runs, L = E + A·N^−.3 with E = 1 and A = 50 ("small") or E = 2 and A = 80
    /// ("large"), with a ripple of .1 %.
    @BeforeEach
    void uploadTwoFamilies() {
        client = new Client(mvc);
        experiment =
                client.experiment(
                        """
                        {"name": "families", "variables": [{"name": "N", "role": "parameters"}, {"name": "family", "role": "group"}],
                         "metrics": [{"name": "loss"}, {"name": "error"}]}
                        """);
        var csv = new StringBuilder("key,N,family,loss,error\n");
        for (int i = 0; i < 12; i++) {
            double n = 1e6 * Math.pow(3, i / 2.);
            double ripple = 1 + 1e-3 * Math.sin(7 * i);
            double small = (1 + 50 * Math.pow(n, -.3)) * ripple;
            double large = (2 + 80 * Math.pow(n, -.3)) * ripple;
            csv.append(row("s" + i, n, "small", small)).append(row("l" + i, n, "large", large));
        }
        client.upload(experiment + "/runs", "text/csv", csv.toString()).expect(200);
    }

    private static String row(String key, double n, String family, double loss) {
        return String.format(
                Locale.ROOT, "%s,%s,%s,%s,%s%n", key, n, family, loss, .9 - Math.exp(-.5 * loss));
    }

    @Test
    void aFormulaIsFittedAsTheLawThatItSpells() {
        String rest =
                ", \"metric\": \"loss\", \"where\": \"family = 'small'\", \"bootstrap\": {\"replicates\": 50}}";
        JsonNode known = client.fit(experiment, "{\"law\": \"power_law_constant\"" + rest);
        JsonNode typed =
                client.fit(
                        experiment,
                        "{\"law\": {\"formula\": \"E + A*N^(-alpha)\", \"variables\": [\"N\"], \"parameters\": [{\"name\": \"alpha\", \"lower\": 0}]}"
                                + rest);

        assertThat(typed.path("status").asString()).isEqualTo("CONVERGED");
        assertThat(typed.path("law").asString()).isEqualTo("custom");
        for (String name : new String[] {"E", "A", "alpha"}) {
            double wanted = estimate(known, name);
            assertThat(estimate(typed, name)).as(name).isEqualTo(wanted, within(1e-6 * wanted));
        }
        JsonNode forecast =
                client.post(
                                "/api/v1/fits/" + typed.path("id").asString() + "/forecasts",
                                "{\"points\": [{\"N\": 1e10}]}")
                        .expect(200)
                        .body();
        assertThat(forecast.at("/forecasts/0/mean").doubleValue())
                .isEqualTo(1 + 50 * Math.pow(1e10, -.3), within(.01));
    }

    @Test
    void aMetricMayStandForAVariableOfALaw() {
        JsonNode fit =
                client.fit(
                        experiment,
                        """
                        {"law": {"formula": "epsilon - k*exp(-gamma*loss)", "variables": ["loss"]}, "metric": "error",
                         "objective": {"space": "raw"}, "bootstrap": {"replicates": 0}}
                        """);

        assertThat(fit.path("status").asString()).isEqualTo("CONVERGED");
        assertThat(estimate(fit, "gamma")).isEqualTo(.5, within(1e-6));
    }

    @Test
    void aFormulaThatIsNoneIsNamedWithItsColumn() {
        JsonNode refusal =
                client.post(
                                experiment + "/fits",
                                "{\"law\": {\"formula\": \"E + A*N^(-alpha\", \"variables\": [\"N\"]}, \"metric\": \"loss\"}")
                        .expect(422)
                        .body();

        assertThat(refusal.at("/errors/0/code").asString()).isEqualTo("invalid_formula");
        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo("/law/formula");
        assertThat(refusal.at("/errors/0/message").asString()).contains("Column ").contains("^");
    }

    @Test
    void eachGroupHasACurveOfItsOwn() {
        JsonNode fit =
                client.fit(
                        experiment,
                        """
                        {"law": "power_law_constant", "metric": "loss", "group_by": "family", "bootstrap": {"replicates": 40}}
                        """);

        assertThat(fit.path("status").asString()).isEqualTo("CONVERGED");
        assertThat(fit.at("/groups/0/group").asString()).isEqualTo("large");
        assertThat(estimate(fit.at("/groups/0"), "E")).isEqualTo(2, within(.05));
        assertThat(estimate(fit.at("/groups/1"), "E")).isEqualTo(1, within(.05));

        String path = "/api/v1/fits/" + fit.path("id").asString();
        JsonNode forecasts =
                client.post(
                                path + "/forecasts",
                                "{\"points\": [{\"family\": \"small\", \"N\": 1e9}, {\"family\": \"large\", \"N\": 1e9}]}")
                        .expect(200)
                        .body();
        assertThat(forecasts.at("/forecasts/0/point/family").asString()).isEqualTo("small");
        assertThat(forecasts.at("/forecasts/0/mean").doubleValue())
                .isEqualTo(1 + 50 * Math.pow(1e9, -.3), within(.01));
        assertThat(forecasts.at("/forecasts/1/mean").doubleValue())
                .isEqualTo(2 + 80 * Math.pow(1e9, -.3), within(.01));
        assertThat(forecasts.at("/forecasts/1/mean_interval/lower").isNumber()).isTrue();
        assertThat(
                        client.post(
                                        path + "/forecasts",
                                        "{\"points\": [{\"family\": \"smal\", \"N\": 1e9}]}")
                                .expect(422)
                                .body()
                                .at("/errors/0/message")
                                .asString())
                .contains("large, small")
                .contains("small");
        JsonNode target =
                client.post(path + "/targets", "{\"value\": 1.2, \"group\": \"small\"}")
                        .expect(200)
                        .body();
        assertThat(target.path("solution").doubleValue())
                .isEqualTo(Math.pow(50 / .2, 1 / .3), within(1e7));
        assertThat(client.get(path + "/residuals").expect(200).body().path("items")).hasSize(24);
    }

    @Test
    void autoChoosesByHeldOutSizesAndShowsTheTable() {
        JsonNode fit =
                client.fit(
                        experiment,
                        """
                        {"law": "auto", "metric": "loss", "where": "family = 'small'", "bootstrap": {"replicates": 60}}
                        """);

        assertThat(fit.path("status").asString()).isEqualTo("CONVERGED");
        assertThat(fit.at("/chosen/reason").asString()).contains("5 cut-offs");
        String path = "/api/v1/fits/" + fit.path("id").asString();
        JsonNode table = client.get(path + "/candidates").expect(200).body().path("items");
        assertThat(table.size()).isGreaterThan(3);
        assertThat(table.valueStream().mapToDouble(row -> row.path("weight").doubleValue()).sum())
                .isEqualTo(1, within(1e-9));
        JsonNode forecast =
                client.post(path + "/forecasts", "{\"points\": [{\"N\": 1e10}]}")
                        .expect(200)
                        .body()
                        .at("/forecasts/0");
        double truth = 1 + 50 * Math.pow(1e10, -.3);
        assertThat(forecast.path("mean").doubleValue()).isEqualTo(truth, within(.02));
        assertThat(forecast.path("widened_by").doubleValue()).isGreaterThanOrEqualTo(1);
        assertThat(
                        client.post(
                                        experiment + "/fits",
                                        "{\"law\": \"auto\", \"metric\": \"loss\", \"fixed\": {\"E\": 1}}")
                                .expect(422)
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/fixed");
    }

    @Test
    void heldOutScalesSayWhatForecastsWereOffBy() {
        JsonNode fit =
                client.fit(
                        experiment,
                        """
                        {"law": "power_law_constant", "metric": "loss", "where": "family = 'large'", "bootstrap": {"replicates": 60}}
                        """);
        String path = "/api/v1/fits/" + fit.path("id").asString();
        JsonNode backtest = client.get(path + "/backtest").expect(200).body();

        assertThat(backtest.path("cutoffs").size()).isGreaterThan(3);
        double law = backtest.at("/law/all/mean_absolute_relative_error").doubleValue();
        for (JsonNode baseline : backtest.path("baselines")) {
            assertThat(baseline.at("/all/mean_absolute_relative_error").doubleValue())
                    .as(baseline.path("id").asString())
                    .isGreaterThan(law);
        }
        JsonNode forecast =
                client.post(path + "/forecasts", "{\"points\": [{\"N\": 1e12}, {\"N\": 2e6}]}")
                        .expect(200)
                        .body();
        assertThat(forecast.at("/forecasts/0/widened_by").doubleValue()).isGreaterThanOrEqualTo(1);
        assertThat(forecast.at("/forecasts/1/widened_by").doubleValue()).isEqualTo(1);
    }

    @Test
    void groupsShareTheParametersThatAreTied() {
        JsonNode fit =
                client.fit(
                        experiment,
                        """
                        {"law": "power_law_constant", "metric": "loss", "group_by": "family", "tied": ["alpha"],
                         "bootstrap": {"replicates": 40}}
                        """);

        assertThat(fit.path("status").asString()).isEqualTo("CONVERGED");
        assertThat(estimate(fit, "alpha")).isEqualTo(.3, within(.01));
        assertThat(estimate(fit, "E[large]")).isEqualTo(2, within(.02));
        assertThat(estimate(fit, "E[small]")).isEqualTo(1, within(.02));
        JsonNode forecast =
                client.post(
                                "/api/v1/fits/" + fit.path("id").asString() + "/forecasts",
                                "{\"points\": [{\"family\": \"small\", \"N\": 1e9}]}")
                        .expect(200)
                        .body();
        assertThat(forecast.at("/forecasts/0/point/family").asString()).isEqualTo("small");
        assertThat(forecast.at("/forecasts/0/mean").doubleValue())
                .isEqualTo(1 + 50 * Math.pow(1e9, -.3), within(.01));
    }

    @Test
    void aGroupWithoutACurveSaysWhyAndTheOthersStand() {
        client.upload(
                        experiment + "/runs",
                        "text/csv",
                        "key,N,family,loss\nx1,1e6,lonely,3\nx2,1e7,lonely,2\n")
                .expect(200);
        JsonNode fit =
                client.fit(
                        experiment,
                        """
                        {"law": "power_law_constant", "metric": "loss", "group_by": "family", "bootstrap": {"replicates": 0}}
                        """);

        assertThat(fit.path("status").asString()).isEqualTo("CONVERGED");
        assertThat(fit.path("reason").asString()).contains("1 of 3 groups").contains("lonely");
        assertThat(fit.at("/groups/1/status").asString()).isEqualTo("INSUFFICIENT_DATA");
    }

    @Test
    void unknownGroupsAndTiesWithoutGroupsAreRefused() {
        assertThat(
                        client.post(
                                        experiment + "/fits",
                                        "{\"law\": \"power_law\", \"metric\": \"loss\", \"group_by\": \"famly\"}")
                                .expect(422)
                                .body()
                                .at("/errors/0/message")
                                .asString())
                .contains("Did you mean 'family'");
        assertThat(
                        client.post(
                                        experiment + "/fits",
                                        "{\"law\": \"power_law\", \"metric\": \"loss\", \"tied\": [\"alpha\"]}")
                                .expect(422)
                                .body()
                                .at("/errors/0/message")
                                .asString())
                .contains("group_by");
    }

    private static double estimate(JsonNode report, String parameter) {
        for (JsonNode p : report.path("parameters")) {
            if (p.path("name").asString().equals(parameter)) {
                return p.path("estimate").doubleValue();
            }
        }
        throw new AssertionError(parameter + " is not in " + report);
    }

    @Test
    void aTiedFitSaysWhetherSharingIsTenable() {
        String rest =
                "\"metric\": \"loss\", \"group_by\": \"family\", \"bootstrap\": {\"replicates\": 0}}";
        JsonNode exponent =
                client.fit(
                        experiment,
                        "{\"law\": \"power_law_constant\", \"tied\": [\"alpha\"], " + rest);
        JsonNode floor =
                client.fit(
                        experiment, "{\"law\": \"power_law_constant\", \"tied\": [\"E\"], " + rest);

        assertThat(exponent.at("/sharing/tenable").booleanValue()).isTrue();
        assertThat(exponent.at("/sharing/aicc_difference").doubleValue()).isNegative();
        assertThat(floor.at("/sharing/tenable").booleanValue()).isFalse();
    }

    @Test
    void aPriorPullsAnEstimateTowardsWhatWasBelieved() {
        String rest =
                "\"metric\": \"loss\", \"where\": \"family = 'small'\", \"bootstrap\": {\"replicates\": 0}";
        JsonNode free = client.fit(experiment, "{\"law\": \"power_law_constant\", " + rest + "}");
        JsonNode held =
                client.fit(
                        experiment,
                        "{\"law\": \"power_law_constant\", "
                                + rest
                                + ", \"priors\": {\"alpha\": {\"mean\": 0.35, \"standard_error\": 1e-4}}}");

        assertThat(estimate(free, "alpha")).isEqualTo(.3, within(.02));
        assertThat(estimate(held, "alpha")).isEqualTo(.35, within(.002));
        assertThat(
                        client.post(
                                        experiment + "/fits",
                                        "{\"law\": \"power_law_constant\", "
                                                + rest
                                                + ", \"priors\": {\"alpha\": {\"mean\": 0.35, \"standard_error\": 0}}}")
                                .expect(422)
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/priors/alpha/standard_error");
    }

    @Test
    void pointsOfCurvesAreFittedByRunNotByRow() {
        var points = new StringBuilder();
        for (int run = 0; run < 12; run++) {
            for (int k = 0; k < 10; k++) {
                double step = 100 * Math.pow(2, k);
                double loss =
                        (1 + 20 * Math.pow(step, -.5))
                                * (1 + 1e-2 * Math.sin(5 * run) + 1e-4 * Math.sin(3 * k + run));
                points.append(
                        String.format(
                                Locale.ROOT,
                                "{\"run\": \"s%d\", \"step\": %s, \"metrics\": {\"loss\": %s}}%n",
                                run,
                                step,
                                loss));
            }
        }
        client.upload(experiment + "/points", "application/x-ndjson", points.toString())
                .expect(200);

        JsonNode fit =
                client.fit(
                        experiment,
                        """
                        {"law": "power_law_constant", "metric": "loss", "points": true, "where": "family = 'small'",
                         "hold_out": {"variable": "step", "above": 30000}, "bootstrap": {"replicates": 100}}
                        """);

        assertThat(fit.path("status").asString()).isEqualTo("CONVERGED");
        assertThat(fit.at("/request/variables/x").asString()).isEqualTo("step");
        assertThat(fit.at("/data/runs").intValue()).isEqualTo(108);
        assertThat(fit.at("/hold_out/runs").intValue()).isEqualTo(12);
        assertThat(fit.at("/bootstrap/unit").asString()).isEqualTo("group");
        assertThat(estimate(fit, "alpha")).isEqualTo(.5, within(.02));
        // runs differ by 1 %: twelve of them know E to some .3 %, 108 rows would claim three times
        // that
        double error = fit.at("/parameters/0/standard_error").doubleValue();
        assertThat(error).isBetween(.001, .006);
    }

    @Test
    void aLossLawLeadsToAnErrorLaw() {
        JsonNode fit =
                client.fit(
                        experiment,
                        """
                        {"law": "power_law_constant", "metric": "loss", "where": "family = 'small'",
                         "then": {"law": "downstream_error", "metric": "error"},
                         "hold_out": {"variable": "N", "above": 2e8}, "bootstrap": {"replicates": 100}}
                        """);

        assertThat(fit.path("status").asString()).isEqualTo("CONVERGED");
        assertThat(fit.path("metric").asString()).isEqualTo("error");
        assertThat(estimate(fit, "E")).isEqualTo(1, within(.05));
        assertThat(estimate(fit.path("then"), "gamma")).isEqualTo(.5, within(1e-6));
        assertThat(fit.at("/hold_out/mean_absolute_relative_error").doubleValue()).isLessThan(.01);

        String path = "/api/v1/fits/" + fit.path("id").asString();
        double error = .9 - Math.exp(-.5 * (1 + 50 * Math.pow(1e10, -.3)));
        JsonNode forecast =
                client.post(path + "/forecasts", "{\"points\": [{\"N\": 1e10}]}")
                        .expect(200)
                        .body();
        assertThat(forecast.path("metric").asString()).isEqualTo("error");
        assertThat(forecast.at("/forecasts/0/mean").doubleValue()).isEqualTo(error, within(.01));
        assertThat(forecast.at("/forecasts/0/mean_interval/lower").doubleValue()).isLessThan(error);
        assertThat(forecast.at("/forecasts/0/mean_interval/upper").doubleValue())
                .isGreaterThan(error);
        JsonNode target =
                client.post(path + "/targets", "{\"value\": " + error + "}").expect(200).body();
        assertThat(target.path("solution").doubleValue()).isBetween(3e9, 3e10);
        JsonNode residuals = client.get(path + "/residuals").expect(200).body();
        assertThat(residuals.at("/items/0/measured").doubleValue()).isLessThan(.9);
    }

    @Test
    void aSecondLawOfSeveralVariablesIsRefused() {
        JsonNode refusal =
                client.post(
                                experiment + "/fits",
                                """
                                {"law": "power_law_constant", "metric": "loss", "then": {"law": "chinchilla", "metric": "error"}}
                                """)
                        .expect(422)
                        .body();

        assertThat(refusal.at("/errors/0/pointer").asString()).isEqualTo("/then/law");
        assertThat(refusal.at("/errors/0/message").asString()).contains("downstream_error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"law\": \"auto\", \"priors\": {\"E\": {\"mean\": 1, \"standard_error\": 1}} | /priors | several",
                "\"law\": \"power_law_constant\", \"fixed\": {\"E\": 1}, \"priors\": {\"E\": {\"mean\": 1, \"standard_error\": 1}} | /priors/E | one of the two",
                "\"law\": \"power_law_constant\", \"priors\": {\"F\": {\"mean\": 1, \"standard_error\": 1}} | /priors/F | no parameter",
                "\"law\": \"power_law_constant\", \"priors\": {\"E\": {\"mean\": 1}} | /priors/E/standard_error | standard_error",
                "\"law\": \"power_law_constant\", \"priors\": {\"E\": {\"mean\": -1, \"standard_error\": 1, \"logarithmic\": true}} | /priors/E/mean | logarithmic",
                "\"law\": \"power_law_constant\", \"objective\": {\"loss\": \"huber\"}, \"priors\": {\"E\": {\"mean\": 1, \"standard_error\": 1}} | /priors | squared",
                "\"law\": \"power_law_constant\", \"points\": \"yes\" | /points | points",
                "\"law\": \"power_law_constant\", \"points\": true, \"then\": {\"law\": \"downstream_error\", \"metric\": \"error\"} | /then | one metric",
                "\"law\": \"power_law_constant\", \"then\": {\"law\": \"downstream_error\", \"metric\": \"loss\"} | /then/metric | itself",
                "\"law\": \"power_law_constant\", \"group_by\": \"family\", \"then\": {\"law\": \"downstream_error\", \"metric\": \"error\"} | /then | without groups",
                "\"law\": \"power_law_constant\", \"bootstrap\": {\"unit\": \"group\"} | /bootstrap/unit | names a group"
            })
    void whatDoesNotGoTogetherIsRefusedByName(String request, String pointer, String said) {
        JsonNode error =
                client.post(experiment + "/fits", "{\"metric\": \"loss\", " + request + "}")
                        .expect(422)
                        .body()
                        .at("/errors/0");

        assertThat(error.path("pointer").asString()).isEqualTo(pointer);
        assertThat(error.path("message").asString()).contains(said);
    }
}
