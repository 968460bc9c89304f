package dev.lawcast.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// The long version, on a frozen PostgreSQL: `ops/drills/run.sh faults --faults=FROZEN`.
class HeartbeatTest {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final AtomicInteger cuts = new AtomicInteger();

    /// The kernel takes connections and bytes, as for a process that is stopped; nobody answers.
    @Test
    void aServerThatAnswersNothingIsCutOff() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var heartbeat =
                        heartbeat(
                                "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x",
                                "",
                                "")) {
            assertThat(heartbeat).isNotNull();
            for (int i = 0; i < 200 && cuts.get() == 0; i++) {
                Thread.sleep(50);
            }
            assertThat(cuts).hasPositiveValue();
        }
    }

    @Test
    void aServerThatAnswersOrRefusesIsNotCutOff() throws Exception {
        SharedPostgres.Login real = SharedPostgres.newSchema();
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (var answered = heartbeat(real.url(), real.user(), real.password());
                var refused = heartbeat("jdbc:postgresql://127.0.0.1:" + closed + "/x", "", "")) {
            assertThat(answered).isNotSameAs(refused);
            Thread.sleep(PATIENCE.multipliedBy(2));
            assertThat(cuts).hasValue(0);
        }
    }

    private Heartbeat heartbeat(String url, String user, String password) {
        return new Heartbeat(url, user, password, cuts::incrementAndGet, PATIENCE);
    }
}
