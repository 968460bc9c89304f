package dev.lawcast;

import dev.lawcast.database.SharedPostgres;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/// A whole service with threads, pool and port of its own, on a database that others may share.
public final class AnotherService implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();
    private final @Nullable String key;

    private AnotherService(ConfigurableApplicationContext context, @Nullable String key) {
        this.context = context;
        this.key = key;
    }

    /// @param key of the first administrator, or null without keys
    /// @param settings as `name=value`
    public static AnotherService on(
            SharedPostgres.Login database, @Nullable String key, String... settings) {
        var arguments = new ArrayList<String>();
        arguments.add("--server.port=0");
        arguments.add("--lawcast.database.url=" + database.url());
        arguments.add("--lawcast.database.user=" + database.user());
        arguments.add("--lawcast.database.password=" + database.password());
        arguments.add("--lawcast.webhooks.private-targets=127.0.0.1");
        arguments.add("--lawcast.webhooks.longest=2s");
        arguments.add("--lawcast.webhooks.pauses=100ms,100ms");
        arguments.add("--lawcast.events.longest-stream=20s");
        arguments.add("--spring.jmx.enabled=false");
        if (key != null) {
            arguments.add("--lawcast.api-key=" + key);
        }
        List.of(settings).forEach(setting -> arguments.add("--" + setting));
        return new AnotherService(
                new SpringApplicationBuilder(LawcastApplication.class)
                        .run(arguments.toArray(String[]::new)),
                key);
    }

    public int port() {
        return Integer.parseInt(
                String.valueOf(context.getEnvironment().getProperty("local.server.port")));
    }

    public HttpRequest.Builder request(String path) {
        var request =
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/api/v1%s".formatted(port(), path)));
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    public HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
        context.close();
    }
}
