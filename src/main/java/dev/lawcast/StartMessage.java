package dev.lawcast;

import dev.lawcast.database.DatabasePlace;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/// Says where the service is, once it answers.
@Component
class StartMessage {

    private static final Logger log = LoggerFactory.getLogger(StartMessage.class);

    private final DatabasePlace database;

    StartMessage(DatabasePlace database) {
        this.database = database;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof WebServerApplicationContext context
                && context.getWebServer() != null) {
            Environment settings = context.getEnvironment();
            String host = settings.getProperty("server.address", "localhost");
            String address =
                    "%s://%s:%d%s"
                            .formatted(
                                    settings.containsProperty("server.ssl.bundle")
                                                    || settings.containsProperty(
                                                            "server.ssl.key-store")
                                            ? "https"
                                            : "http",
                                    host.contains(":") ? "[" + host + "]" : host,
                                    context.getWebServer().getPort(),
                                    settings.getProperty("server.servlet.context-path", ""));
            log.info("Lawcast answers at {}", address);
            log.info("  Swagger UI at {}/swagger-ui", address);
            log.info("  {}", database.description());
        }
    }
}
