package dev.lawcast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.lawcast.ServiceTest;
import dev.lawcast.contract.Contract.Operation;
import dev.lawcast.workspaces.Tenants;
import dev.lawcast.workspaces.Tenants.Tenant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Every route of the running service × (nobody, the administrator of another workspace, a reader,
/// a writer, an administrator). The table says the least role; a route that it does not name fails,
/// as does one that is gone.
@ServiceTest
@TestPropertySource(properties = "lawcast.api-key=" + AccessMatrixTest.FIRST_KEY)
class AccessMatrixTest {

    static final String FIRST_KEY = "0123456789abcdef0123456789abcdef";

    /// `open` needs no key; `service` is open to keys of the default workspace only.
    private static final String TABLE =
            """
            POST   /api/v1/experiments                                      writer
            GET    /api/v1/experiments                                      reader
            GET    /api/v1/experiments/{experiment}                         reader
            PATCH  /api/v1/experiments/{experiment}                         writer
            DELETE /api/v1/experiments/{experiment}                         writer
            POST   /api/v1/experiments/{experiment}/runs                    writer
            GET    /api/v1/experiments/{experiment}/runs                    reader
            GET    /api/v1/experiments/{experiment}/runs/{run}              reader
            PATCH  /api/v1/experiments/{experiment}/runs/{run}              writer
            DELETE /api/v1/experiments/{experiment}/runs/{run}              writer
            POST   /api/v1/experiments/{experiment}/points                  writer
            POST   /api/v1/experiments/{experiment}/runs/{run}/points       writer
            GET    /api/v1/experiments/{experiment}/runs/{run}/points       reader
            GET    /api/v1/laws                                             reader
            GET    /api/v1/laws/{law}                                       reader
            POST   /api/v1/laws/pruning_theory/evaluations                  reader
            POST   /api/v1/laws/pruning_theory/frontiers                    reader
            POST   /api/v1/experiments/{experiment}/fits                    writer
            GET    /api/v1/experiments/{experiment}/fits                    reader
            GET    /api/v1/fits/{fit}                                       reader
            DELETE /api/v1/fits/{fit}                                       writer
            POST   /api/v1/fits/{fit}/cancel                                writer
            GET    /api/v1/fits/{fit}/candidates                            reader
            GET    /api/v1/fits/{fit}/backtest                              reader
            GET    /api/v1/fits/{fit}/residuals                             reader
            GET    /api/v1/fits/{fit}/events                                reader
            POST   /api/v1/fits/{fit}/forecasts                             reader
            POST   /api/v1/fits/{fit}/targets                               reader
            POST   /api/v1/fits/{fit}/allocations                           reader
            POST   /api/v1/simulations                                      writer
            GET    /api/v1/simulations/{simulation}                         reader
            DELETE /api/v1/simulations/{simulation}                         writer
            POST   /api/v1/diagnostics/superposition                        reader
            POST   /api/v1/diagnostics/dimension                            reader
            POST   /api/v1/diagnostics/regime                               reader
            POST   /api/v1/diagnostics/model-shape                          reader
            POST   /api/v1/laws/{law}/evaluations                           reader
            GET    /api/v1/known-laws                                       reader
            GET    /api/v1/known-laws/{known}                               reader
            POST   /api/v1/known-laws/{known}/forecasts                     reader
            POST   /api/v1/known-laws/{known}/targets                       reader
            POST   /api/v1/known-laws/{known}/allocations                   reader
            POST   /api/v1/custom-laws                                      writer
            GET    /api/v1/custom-laws                                      reader
            GET    /api/v1/custom-laws/{custom}                             reader
            DELETE /api/v1/custom-laws/{custom}                             writer
            GET    /api/v1/fits/{fit}/frontier                              reader
            GET    /api/v1/fits/{fit}/difference                            reader
            POST   /api/v1/comparisons                                      reader
            POST   /api/v1/transports                                       reader
            POST   /api/v1/diagnostics/sources                              reader
            POST   /api/v1/sources                                          writer
            GET    /api/v1/sources                                          reader
            GET    /api/v1/sources/{source}                                 reader
            PATCH  /api/v1/sources/{source}                                 writer
            DELETE /api/v1/sources/{source}                                 writer
            PUT    /api/v1/sources/{source}/pilot/features                  writer
            GET    /api/v1/sources/{source}/pilot/features                  reader
            DELETE /api/v1/sources/{source}/pilot/features                  writer
            PUT    /api/v1/sources/{source}/pilot/labels                    writer
            GET    /api/v1/sources/{source}/pilot/labels                    reader
            DELETE /api/v1/sources/{source}/pilot/labels                    writer
            POST   /api/v1/validation-samples                               writer
            GET    /api/v1/validation-samples                               reader
            GET    /api/v1/validation-samples/{sample}                      reader
            PATCH  /api/v1/validation-samples/{sample}                      writer
            DELETE /api/v1/validation-samples/{sample}                      writer
            PUT    /api/v1/validation-samples/{sample}/features             writer
            GET    /api/v1/validation-samples/{sample}/features             reader
            DELETE /api/v1/validation-samples/{sample}/features             writer
            PUT    /api/v1/validation-samples/{sample}/labels               writer
            GET    /api/v1/validation-samples/{sample}/labels               reader
            DELETE /api/v1/validation-samples/{sample}/labels               writer
            POST   /api/v1/experiments/{experiment}/projections             writer
            GET    /api/v1/experiments/{experiment}/projections             reader
            GET    /api/v1/projections/{projection}                         reader
            DELETE /api/v1/projections/{projection}                         writer
            POST   /api/v1/projections/{projection}/forecasts               reader
            POST   /api/v1/projections/{projection}/selections              reader
            POST   /api/v1/fits/{fit}/frozen-forecasts                      writer
            GET    /api/v1/experiments/{experiment}/frozen-forecasts        reader
            GET    /api/v1/experiments/{experiment}/calibration             reader
            POST   /api/v1/experiments/{experiment}/schedules               writer
            GET    /api/v1/experiments/{experiment}/schedules               reader
            GET    /api/v1/schedules/{schedule}                             reader
            PATCH  /api/v1/schedules/{schedule}                             writer
            DELETE /api/v1/schedules/{schedule}                             writer
            POST   /api/v1/schedules/{schedule}/runs                        writer
            GET    /api/v1/schedules/{schedule}/runs                        reader
            GET    /api/v1/schedules/{schedule}/runs/{firing}               reader
            GET    /api/v1/experiments/{experiment}/events                  reader
            POST   /api/v1/webhooks                                         writer
            GET    /api/v1/webhooks                                         reader
            GET    /api/v1/webhooks/{webhook}                               reader
            PATCH  /api/v1/webhooks/{webhook}                               writer
            DELETE /api/v1/webhooks/{webhook}                               writer
            POST   /api/v1/webhooks/{webhook}/secret                        writer
            POST   /api/v1/webhooks/{webhook}/test                          writer
            GET    /api/v1/webhooks/{webhook}/deliveries                    reader
            GET    /api/v1/webhooks/{webhook}/deliveries/{delivery}         reader
            POST   /api/v1/webhooks/{webhook}/deliveries/{delivery}/redeliveries writer
            POST   /api/v1/workspaces                                       operator
            GET    /api/v1/workspaces                                       reader
            GET    /api/v1/workspaces/{workspace}                           reader
            PATCH  /api/v1/workspaces/{workspace}                           operator
            DELETE /api/v1/workspaces/{workspace}                           operator
            POST   /api/v1/keys                                             admin
            GET    /api/v1/keys                                             admin
            GET    /api/v1/keys/{key}                                       admin
            DELETE /api/v1/keys/{key}                                       admin
            GET    /api/v1/audit                                            admin
            GET    /api/v1/export                                           admin
            POST   /api/v1/import                                           admin
            GET    /actuator                                                service
            GET    /actuator/health                                         open
            GET    /actuator/health/**                                      service
            GET    /actuator/info                                           service
            GET    /actuator/prometheus                                     service
            ANY    /                                                        open
            ANY    /swagger-ui                                              open
            ANY    /swagger-ui/                                             open
            ANY    /webjars/**                                              service
            ANY    /**                                                      service
            ANY    /error                                                   service
            """;

    private static final List<String> ROLES = List.of("reader", "writer", "admin");

    @Autowired MockMvc mvc;
    @Autowired ApplicationContext service;
    @LocalServerPort int port;

    private final Contract contract = Contract.ofTheProject();
    private final List<String> wrong = new ArrayList<>();

    @Test
    void theTableNamesEveryRouteOfTheRunningService() {
        assertThat(routes()).isEqualTo(new TreeSet<>(table().keySet()));
    }

    @Test
    void everyRouteIsClosedToAllButThoseOfTheTable() throws Exception {
        var tenants = new Tenants(mvc, "Bearer " + FIRST_KEY);
        Tenant other = callers(tenants.make());
        Tenant tenant = callers(tenants.make());
        try (var client = HttpClient.newHttpClient()) {
            for (var row : table().entrySet()) {
                String route = row.getKey();
                String least = row.getValue();
                List<String> roles = rolesOf(least);
                check(client, route, null, tenant, least.equals("open") ? "allowed" : "401");
                if (least.equals("open")) {
                    continue;
                }
                check(client, route, other.admin(), tenant, ofAnother(route, least));
                check(client, route, tenant.reader(), tenant, expected(least, roles, "reader"));
                if (destroys(route) && roles.contains("writer")) {
                    tenant = callers(tenants.make());
                }
                check(client, route, tenant.writer(), tenant, expected(least, roles, "writer"));
                if (destroys(route) && roles.contains("writer")) {
                    tenant = callers(tenants.make());
                }
                check(client, route, tenant.admin(), tenant, expected(least, roles, "admin"));
                if (destroys(route)) {
                    tenant = callers(tenants.make());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /// The check above can fail: it names whoever gets more, or less, than the table says.
    @Test
    void theCheckNamesWhoGetsMoreOrLess() throws Exception {
        Tenant tenant = callers(new Tenants(mvc, "Bearer " + FIRST_KEY).make());
        try (var client = HttpClient.newHttpClient()) {
            check(client, "GET /api/v1/experiments", tenant.reader(), tenant, "403");
            check(client, "GET /api/v1/experiments", tenant.reader(), tenant, "theirs");
            check(client, "POST /api/v1/experiments", tenant.reader(), tenant, "allowed");
            check(client, "GET /openapi.yaml", null, tenant, "401");
        }
        assertThat(wrong).hasSize(4);
    }

    /// The tenant with what its callers show.
    Tenant callers(Tenant tenant) {
        return tenant;
    }

    /// What others own is not found; what nobody owns is open to them in their own workspace.
    private static String ofAnother(String route, String least) {
        if (least.equals("service")) {
            return "403";
        }
        boolean owned =
                route.contains("{") && !route.contains("{law}") && !route.contains("{known}");
        return owned ? "404" : least.equals("operator") ? "403" : "theirs";
    }

    private static String expected(String least, List<String> roles, String role) {
        return least.equals("service") || !roles.contains(role) ? "403" : "allowed";
    }

    private static List<String> rolesOf(String least) {
        return ROLES.contains(least)
                ? ROLES.subList(ROLES.indexOf(least), ROLES.size())
                : List.of();
    }

    private static boolean destroys(String route) {
        return route.startsWith("DELETE");
    }

    private HttpResponse<String> sent(
            HttpClient client, String route, @Nullable String who, Tenant tenant)
            throws IOException, InterruptedException {
        return client.send(
                request(route, who, tenant),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private void check(
            HttpClient client, String route, @Nullable String who, Tenant tenant, String expected)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = sent(client, route, who, tenant);
        if (answer.statusCode() == 503) { // a lock that a machine under load did not get in time
            Thread.sleep(1000);
            answer = sent(client, route, who, tenant);
        }
        int status = answer.statusCode();
        boolean right =
                switch (expected) {
                    case "allowed" -> status < 500 && !List.of(401, 403, 404, 405).contains(status);
                    case "theirs" ->
                            status < 500
                                    && status != 401
                                    && status != 403
                                    && !answer.body().contains(tenant.experiment())
                                    && !answer.body().contains(tenant.workspace());
                    default -> status == Integer.parseInt(expected);
                };
        // The rest is served for whatever path, or is no page to be asked for.
        boolean leftOver = expected.equals("allowed") && route.matches("ANY .*(\\*\\*|error)");
        if (!right && !leftOver) {
            wrong.add(
                    "%s as %s: %s instead of %s %s"
                            .formatted(
                                    route,
                                    who == null
                                            ? "nobody"
                                            : who.equals(tenant.reader())
                                                    ? "reader"
                                                    : who.equals(tenant.writer())
                                                            ? "writer"
                                                            : who.equals(tenant.admin())
                                                                    ? "admin"
                                                                    : "another's admin",
                                    status,
                                    expected,
                                    answer.body()
                                            .substring(0, Math.min(200, answer.body().length()))));
        }
    }

    private HttpRequest request(String route, @Nullable String who, Tenant tenant) {
        String method = route.split(" ")[0].replace("ANY", "GET");
        String path =
                route.split(" ")[1]
                        .replace("{experiment}", tenant.experiment())
                        .replace("{run}", "size-1")
                        .replace("{fit}", tenant.fit())
                        .replace("{simulation}", tenant.simulation())
                        .replace("{workspace}", tenant.workspace())
                        .replace("{key}", tenant.adminKey())
                        .replace("{law}", "chinchilla")
                        .replace("{known}", "besiroglu_2024_chinchilla_optimum")
                        .replace("/**", "/liveness/more");
        for (Map.Entry<String, String> each : tenant.more().entrySet()) {
            path = path.replace("{" + each.getKey() + "}", each.getValue());
        }
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(30));
        if (who != null) {
            request.header("Authorization", who);
        }
        byte[] body = body(method, path, request);
        return request.method(method, HttpRequest.BodyPublishers.ofByteArray(body)).build();
    }

    /// The first example of the document, so that nothing but the caller can be wrong.
    private byte[] body(String method, String path, HttpRequest.Builder request) {
        Operation operation = contract.operation(method, path);
        if (operation == null) {
            return new byte[0];
        }
        for (Map.Entry<String, JsonNode> media :
                operation.node().path("requestBody").path("content").properties()) {
            request.header("Content-Type", media.getKey());
            JsonNode example = media.getValue().path("examples").elements().next().path("value");
            String text = example.isTextual() ? example.asText() : example.toString();
            return media.getKey().matches("application/(octet-stream|zip)")
                    ? Base64.getDecoder().decode(text)
                    : text.getBytes(StandardCharsets.UTF_8);
        }
        return new byte[0];
    }

    private static Map<String, String> table() {
        return TABLE.lines()
                .map(line -> line.strip().split(" +"))
                .collect(
                        Collectors.toMap(
                                row -> row[0] + " " + row[1],
                                row -> row[2],
                                (a, b) -> a,
                                TreeMap::new));
    }

    /// From every mapping of the service, controllers, actuator and files alike; names of path
    /// variables are those of the table.
    private TreeSet<String> routes() {
        var routes = new TreeSet<String>();
        for (HandlerMapping mapping : service.getBeansOfType(HandlerMapping.class).values()) {
            switch (mapping) {
                case RequestMappingInfoHandlerMapping controllers ->
                        controllers
                                .getHandlerMethods()
                                .keySet()
                                .forEach(route -> {
                                    var methods = route.getMethodsCondition().getMethods();
                                    for (String path : route.getPatternValues()) {
                                        if (methods.isEmpty()) {
                                            routes.add(named("ANY", path));
                                        }
                                        methods.forEach(
                                                method -> routes.add(named(method.name(), path)));
                                    }
                                });
                case SimpleUrlHandlerMapping files ->
                        files.getUrlMap().keySet().forEach(path -> routes.add(named("ANY", path)));
                default -> {}
            }
        }
        return routes;
    }

    private static String named(String method, String path) {
        String wanted = method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("\\{[^}]*}", "{}");
        return table().keySet().stream()
                .filter(route -> route.replaceAll("\\{[^}]*}", "{}").equals(wanted))
                .findFirst()
                .orElse(wanted);
    }
}
