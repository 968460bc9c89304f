package dev.lawcast.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

class CourierTest {

    private static final byte[] BODY = "{\"a\": 1}".getBytes(StandardCharsets.UTF_8);
    private static final List<String> HERE = List.of("127.0.0.1");

    private static Courier courier(Courier.Resolver resolver) {
        return new Courier(
                resolver,
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                Duration.ofMillis(1500));
    }

    private static final Courier.Resolver NONE =
            host -> {
                throw new AssertionError("looked up " + host);
            };

    @Test
    void postsTheBodyWithItsHeaders() throws IOException {
        try (var receiver = new Receiver(Receiver.status(204))) {
            Courier.Result result =
                    courier(NONE)
                            .post(receiver.url("/in?x=1"), HERE, Map.of("webhook-id", "7"), BODY);

            assertThat(result.delivered()).isTrue();
            assertThat(result.status()).isEqualTo(204);
            assertThat(receiver.requests().getFirst())
                    .startsWith("POST /in?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" + receiver.port())
                    .contains("\r\nwebhook-id: 7\r\n")
                    .endsWith("\r\n\r\n{\"a\": 1}");
        }
    }

    @Test
    void doesNotFollowARedirect() throws IOException {
        try (var inside = new Receiver(Receiver.status(200));
                var receiver =
                        new Receiver(
                                "HTTP/1.1 307 Temporary Redirect\r\nLocation: "
                                        + inside.url("/")
                                        + "\r\n\r\n")) {
            Courier.Result result = courier(NONE).post(receiver.url("/"), HERE, Map.of(), BODY);

            assertThat(result.delivered()).isFalse();
            assertThat(result.reason()).contains("307").contains("not followed");
            assertThat(inside.requests()).isEmpty();
        }
    }

    @Test
    void showsNothingOfTheAnswerButItsStatus() throws IOException {
        try (var receiver = new Receiver("HTTP/1.1 500 secret-token\r\n\r\nsecret")) {
            Courier.Result result = courier(NONE).post(receiver.url("/"), HERE, Map.of(), BODY);

            assertThat(result.status()).isEqualTo(500);
            assertThat(result.reason()).isEqualTo("The receiver answered 500.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n", "", "HTTP/1.1 2000 OK\r\n"})
    void takesNothingElseThanHttpForAnAnswer(String answer) throws IOException {
        try (var receiver = new Receiver(answer)) {
            Courier.Result result = courier(NONE).post(receiver.url("/"), HERE, Map.of(), BODY);

            assertThat(result.reason()).isEqualTo("The answer is not HTTP/1.1.");
        }
    }

    @Test
    void givesUpOnAReceiverThatHangs() throws IOException {
        try (var receiver = new Receiver(Receiver.HANGS)) {
            Courier.Result result = courier(NONE).post(receiver.url("/"), HERE, Map.of(), BODY);

            assertThat(result.reason()).isEqualTo("There was no answer within 1.5 s.");
            assertThat(result.seconds()).isBetween(1.4, 4.);
        }
    }

    /// A handshake that never goes on; each byte would start a time-out per read anew.
    @Test
    void givesUpOnAReceiverThatHangsInTheHandshake() throws IOException {
        try (var receiver = new Receiver(Receiver.HANGS)) {
            String url = "https://127.0.0.1:" + receiver.port() + "/";
            Courier.Result result = courier(NONE).post(url, HERE, Map.of(), BODY);

            assertThat(result.reason()).isEqualTo("There was no answer within 1.5 s.");
        }
    }

    @Test
    void givesUpOnANameServerThatHangs() {
        Courier.Resolver hangs =
                host -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new InetAddress[0];
                };

        Courier.Result result =
                courier(hangs).post("https://example.com/", List.of(), Map.of(), BODY);

        assertThat(result.reason()).contains("could not be found in time");
        assertThat(result.seconds()).isBetween(1.4, 4.);
    }

    /// The name leads to a receiver on this machine that would answer; a courier that trusted names
    /// would reach it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "169.254.169.254",
                "0.0.0.0",
                "::1",
                "fd00::1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "93.184.215.14,127.0.0.1", // one public, one not
            })
    void aNameThatLeadsInsideIsRefusedWithoutTellingWhere(String addresses) throws IOException {
        try (var receiver = new Receiver(Receiver.status(200))) {
            Courier.Resolver inside = host -> addresses(addresses);
            String url = "https://rebound.example.com:" + receiver.port() + "/";

            Courier.Result result = courier(inside).post(url, List.of(), Map.of(), BODY);

            assertThat(result.reason())
                    .isEqualTo("'rebound.example.com' leads to an address that is not public.");
            assertThat(receiver.requests()).isEmpty();
        }
    }

    /// First a public address, for the check; then an inner one, for the connection.
    @Test
    void asksTheNameServerOnceSoThatItCannotChangeItsMind() throws IOException {
        try (var receiver = new Receiver(Receiver.status(200))) {
            var asked = new AtomicInteger();
            Courier.Resolver rebinding =
                    host -> addresses(asked.getAndIncrement() == 0 ? "93.184.215.14" : "127.0.0.1");
            String url = "https://rebound.example.com:" + receiver.port() + "/";

            Courier.Result result = courier(rebinding).post(url, List.of(), Map.of(), BODY);

            assertThat(asked).hasValue(1);
            assertThat(result.delivered()).isFalse();
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void verifiesTheCertificateAgainstTheName(@TempDir Path directory) throws Exception {
        SSLContext context = context(directory, "hooks.example.com");
        Courier.Resolver here = host -> addresses("127.0.0.1");
        var courier = new Courier(here, context.getSocketFactory(), Duration.ofSeconds(5));
        List<String> allowed = List.of("hooks.example.com", "other.example.com");
        ServerSocket server =
                context.getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        try (var receiver = new Receiver(Receiver.status(200), server)) {
            String port = ":" + receiver.port() + "/";

            assertThat(
                            courier.post(
                                            "https://hooks.example.com" + port,
                                            allowed,
                                            Map.of(),
                                            BODY)
                                    .reason())
                    .isNull();
            assertThat(receiver.requests().getFirst()).contains("Host: hooks.example.com:");
            assertThat(
                            courier.post(
                                            "https://other.example.com" + port,
                                            allowed,
                                            Map.of(),
                                            BODY)
                                    .reason())
                    .contains("certificate");
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    private static InetAddress[] addresses(String texts) {
        return List.of(texts.split(",")).stream()
                .map(InetAddress::ofLiteral)
                .toArray(InetAddress[]::new);
    }

    /// Presents a certificate for a name, and trusts it.
    private static SSLContext context(Path directory, String name) throws Exception {
        Path file = directory.resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made =
                new ProcessBuilder(
                                keytool.toString(),
                                "-genkeypair",
                                "-alias",
                                "a",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=dns:" + name,
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "changeit",
                                "-storetype",
                                "PKCS12")
                        .redirectErrorStream(true)
                        .start();
        assertThat(made.waitFor())
                .as(new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory own =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        TrustManagerFactory trusted =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }
}
