package dev.lawcast.drill;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;

/// Replaces the pilot features of one source again and again, by ever new ones of several chunks.
/// What is there must be the last that were acknowledged, or a later attempt, whole.
final class SampleWriter implements Runnable {

    private static final int ROWS = 3_000;
    private static final int COLUMNS = 250;

    private final HttpClient client;
    private final Function<String, URI> service;
    private final String path;
    private final Random random;

    volatile int acknowledged; // the version, from 1
    volatile int attempted;
    volatile int acknowledgements;
    volatile int unexpected;
    volatile boolean stop;

    /// Creates the source.
    SampleWriter(HttpClient client, Function<String, URI> service, long seed)
            throws IOException, InterruptedException {
        this.client = client;
        this.service = service;
        this.random = new Random(seed);
        HttpResponse<String> made =
                client.send(
                        HttpRequest.newBuilder(service.apply("/api/v1/sources"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"name\": \"drill\", \"size\": 9}"))
                                .build(),
                        BodyHandlers.ofString());
        if (made.statusCode() != 201) {
            throw new IllegalStateException(made.statusCode() + " " + made.body());
        }
        String id = JsonMapper.shared().readTree(made.body()).get("id").asString();
        this.path = "/api/v1/sources/" + id + "/pilot/features";
    }

    @Override
    public void run() {
        try {
            while (!stop) {
                attempted++;
                while (!stop && !send(attempted)) {
                    Thread.sleep(random.nextInt(200));
                    if (random.nextInt(4) == 0) {
                        break; // the next version comes instead
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the service holds what it must.
    boolean isKept() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                client.send(
                        HttpRequest.newBuilder(service.apply(path))
                                .header("Accept", "application/octet-stream")
                                .build(),
                        BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            return acknowledged == 0;
        }
        byte[] file = answer.body();
        int length = ROWS * COLUMNS * Float.BYTES;
        byte[] there = Arrays.copyOfRange(file, Math.max(0, file.length - length), file.length);
        for (int version = Math.max(1, acknowledged); version <= attempted; version++) {
            if (Arrays.equals(there, data(version))) {
                return true;
            }
        }
        System.err.println("The sample is none of the versions from " + acknowledged + " on");
        return false;
    }

    private boolean send(int version) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(service.apply(path))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofByteArray(file(version)))
                        .build();
        HttpResponse<String> answer;
        try {
            answer = client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            return false;
        }
        if (answer.statusCode() == 200) {
            acknowledged = version;
            acknowledgements++;
            return true;
        }
        if (answer.statusCode() != 503) {
            unexpected++;
            System.err.println("Unexpected: " + answer.statusCode() + " " + answer.body());
        }
        return false;
    }

    private static byte[] file(int version) {
        byte[] header =
                "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }\n"
                        .formatted(ROWS, COLUMNS)
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] data = data(version);
        return ByteBuffer.allocate(10 + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length)
                .put(header)
                .put(data)
                .array();
    }

    private static byte[] data(int version) {
        var numbers = new Random(version);
        ByteBuffer data = ByteBuffer.allocate(ROWS * COLUMNS * 4).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            data.putFloat(numbers.nextFloat());
        }
        return data.array();
    }
}
