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
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Uploads runs under keys of its own, one to five at a time, and remembers what was acknowledged.
/// What was not is sent again with the same keys, as a careful client would; some of it never.
final class Writer implements Runnable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String name;
    private final HttpClient client;
    private final Supplier<URI> runs;
    private final Random random;

    final Map<String, Values> acknowledged = new ConcurrentHashMap<>();
    final Map<String, Values> uncertain = new ConcurrentHashMap<>();
    volatile int requests;
    volatile int sentAgain;
    volatile int unexpected;
    volatile boolean stop;

    private int next;

    Writer(String name, HttpClient client, Supplier<URI> runs, long seed) {
        this.name = name;
        this.client = client;
        this.runs = runs;
        this.random = new Random(seed);
    }

    /// What a run says; doubles are compared by their bits.
    record Values(double size, double loss) {}

    @Override
    public void run() {
        try {
            while (!stop) {
                var batch = new TreeMap<String, Values>();
                for (int i = random.nextInt(5); i >= 0; i--) {
                    batch.put(
                            name + "-" + next++,
                            new Values(
                                    Math.exp(20 * random.nextDouble()),
                                    Math.scalb(random.nextDouble(), random.nextInt(200) - 100)));
                }
                uncertain.putAll(batch);
                boolean again = false;
                while (!stop && !send(batch, again)) {
                    again = true;
                    Thread.sleep(random.nextInt(200));
                    if (random.nextInt(20) == 0) {
                        break; // this client gives up
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean send(Map<String, Values> batch, boolean again) throws InterruptedException {
        var body = new StringBuilder("{\"runs\":[");
        batch.forEach((key, values) ->
                body.append(body.charAt(body.length() - 1) == '[' ? "" : ",")
                        .append("{\"key\":\"%s\",\"variables\":{\"N\":".formatted(key))
                        .append(values.size())
                        .append("},\"metrics\":{\"loss\":")
                        .append(values.loss())
                        .append("}}"));
        HttpRequest request =
                HttpRequest.newBuilder(runs.get())
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.append("]}").toString()))
                        .build();
        requests++;
        sentAgain += again ? 1 : 0;
        HttpResponse<String> answer;
        try {
            answer = client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            return false;
        }
        if (answer.statusCode() == 200) {
            JsonNode counts = JSON.readTree(answer.body());
            if (counts.get("updated").asInt() != 0
                    || counts.get("created").asInt() + counts.get("unchanged").asInt()
                            != batch.size()) {
                unexpected++;
                System.err.println("Unexpected: " + answer.body() + " to " + batch.keySet());
            }
            acknowledged.putAll(batch);
            batch.keySet().forEach(uncertain::remove);
            return true;
        }
        if (answer.statusCode() != 503 || answer.headers().firstValue("Retry-After").isEmpty()) {
            unexpected++;
            System.err.println("Unexpected: " + answer.statusCode() + " " + answer.body());
        }
        return false;
    }
}
