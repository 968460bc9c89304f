package dev.lawcast.drill;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// What drills ask a service.
final class Api {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client;

    Api(HttpClient client) {
        this.client = client;
    }

    /// @param retryAfter whether the header is there
    record Answer(int status, String body, boolean retryAfter, double seconds) {
        JsonNode json() {
            return JSON.readTree(body);
        }

        Answer expect(int wanted) {
            if (status != wanted) {
                throw new IllegalStateException("Wanted " + wanted + ", got " + this);
            }
            return this;
        }

        /// What the contract allows when the service cannot: 429 or 503 that say when to come back.
        boolean shed() {
            return (status == 429 || status == 503) && retryAfter;
        }
    }

    Answer get(ServiceProcess service, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.uri(path)));
    }

    Answer post(ServiceProcess service, String path, String json)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(service.uri(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    /// Nothing may take longer than the limit here, whatever has happened to the database.
    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> answer =
                client.send(
                        request.timeout(Duration.ofSeconds(45)).build(), BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(),
                answer.body(),
                answer.headers().firstValue("Retry-After").isPresent(),
                (System.nanoTime() - start) / 1e9);
    }

    /// A new experiment with runs on a power law; its path.
    String experimentWithRuns(ServiceProcess service) throws IOException, InterruptedException {
        String id =
                post(
                                service,
                                "/api/v1/experiments",
                                """
                                {"name": "fits", "variables": [{"name": "N", "role": "parameters"}, {"name": "D", "role": "tokens"}],
                                 "metrics": [{"name": "loss"}]}
                                """)
                        .expect(201)
                        .json()
                        .get("id")
                        .asString();
        var runs = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            double n = 1e6 * Math.pow(3, i % 5);
            double d = 1e8 * Math.pow(4, i / 5);
            double loss =
                    1.7 + 400 / Math.pow(n, .34) + 410 / Math.pow(d, .28) + .01 * Math.sin(7 * i);
            runs.append(runs.isEmpty() ? "" : ",")
                    .append(
                            "{\"key\":\"r%d\",\"variables\":{\"N\":%s,\"D\":%s},\"metrics\":{\"loss\":%s}}"
                                    .formatted(i, n, d, loss));
        }
        post(service, "/api/v1/experiments/" + id + "/runs", "{\"runs\":[" + runs + "]}")
                .expect(200);
        return "/api/v1/experiments/" + id;
    }

    /// Asks for a fit and does not wait; its path.
    String fit(ServiceProcess service, String experiment, int replicates)
            throws IOException, InterruptedException {
        Answer answer =
                post(
                                service,
                                experiment + "/fits",
                                """
                                {"law": "chinchilla", "metric": "loss", "bootstrap": {"replicates": %d, "seed": 7}}
                                """
                                        .formatted(replicates))
                        .expect(202);
        return "/api/v1/fits/" + answer.json().get("id").asString();
    }

    /// The fit once it has ended.
    JsonNode ended(ServiceProcess service, String fit, Duration most)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            Answer answer = get(service, fit);
            if (answer.status() == 200 && !answer.json().path("finished_at").isNull()) {
                return answer.json();
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Not ended: " + answer);
            }
            Thread.sleep(200);
        }
    }
}
