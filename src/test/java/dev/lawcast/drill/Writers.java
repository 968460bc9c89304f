package dev.lawcast.drill;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/// Several [Writer]s of one experiment, and what became of what they sent.
final class Writers {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client;
    private final Function<String, URI> service;
    private final String path;
    private final List<Writer> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /// @param lost acknowledged but not there, or there with other values
    /// @param doubled there more than once, or never sent
    /// @param unexpected answers other than 200 and 503, or counts that do not fit
    record Found(
            long requests,
            long sentAgain,
            long acknowledged,
            long lost,
            long doubled,
            long unexpected) {}

    /// Makes the experiment and starts.
    Writers(HttpClient client, Function<String, URI> service, long seed, int count)
            throws IOException, InterruptedException {
        this.client = client;
        this.service = service;
        this.path = "/api/v1/experiments/" + createExperiment() + "/runs";
        for (int i = 0; i < count; i++) {
            writers.add(new Writer("w" + i, client, this::runs, seed * 31 + i));
        }
        writers.forEach(writer -> threads.add(Thread.ofVirtual().start(writer)));
    }

    private URI runs() {
        return service.apply(path);
    }

    private String createExperiment() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(service.apply("/api/v1/experiments"))
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofString(
                                                """
                                                {"name": "drill",
                                                 "variables": [{"name": "N", "role": "parameters"}],
                                                 "metrics": [{"name": "loss"}]}
                                                """))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body()).get("id").asString();
    }

    long acknowledged() {
        return writers.stream().mapToLong(writer -> writer.acknowledged.size()).sum();
    }

    /// The service is back when it takes runs again.
    void awaitAcknowledgement() throws InterruptedException {
        long before = acknowledged();
        for (int i = 0; i < 600 && acknowledged() == before; i++) {
            Thread.sleep(100);
        }
        if (acknowledged() == before) {
            throw new IllegalStateException("No run was taken for a minute");
        }
    }

    void stop() {
        writers.forEach(writer -> writer.stop = true);
    }

    /// Stops, and looks for everything that was acknowledged.
    Found end() throws IOException, InterruptedException {
        stop();
        for (Thread thread : threads) {
            thread.join();
        }
        HttpResponse<String> export =
                client.send(
                        HttpRequest.newBuilder(runs())
                                .header("Accept", "application/x-ndjson")
                                .build(),
                        BodyHandlers.ofString());
        if (export.statusCode() != 200) {
            throw new IllegalStateException(export.statusCode() + " " + export.body());
        }
        var there = new HashMap<String, Writer.Values>();
        long doubled = 0;
        for (String line : export.body().lines().toList()) {
            JsonNode run = JSON.readTree(line);
            var values =
                    new Writer.Values(
                            run.get("variables").get("N").asDouble(),
                            run.get("metrics").get("loss").asDouble());
            if (there.put(run.get("key").asString(), values) != null) {
                doubled++;
            }
        }
        long lost = 0;
        for (Writer writer : writers) {
            for (var run : writer.acknowledged.entrySet()) {
                if (!run.getValue().equals(there.remove(run.getKey()))) {
                    lost++;
                    System.err.println("Lost or changed: " + run);
                }
            }
            // What was not acknowledged may be there, but then as it was sent.
            for (var run : writer.uncertain.entrySet()) {
                Writer.Values found = there.remove(run.getKey());
                if (found != null && !found.equals(run.getValue())) {
                    lost++;
                    System.err.println("Changed: " + run + " is " + found);
                }
            }
        }
        return new Found(
                writers.stream().mapToLong(w -> w.requests).sum(),
                writers.stream().mapToLong(w -> w.sentAgain).sum(),
                acknowledged(),
                lost,
                doubled + there.size(), // what nobody sent
                writers.stream().mapToLong(w -> w.unexpected).sum());
    }
}
