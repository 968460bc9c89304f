package dev.lawcast.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import java.util.Map;
import java.util.Objects;

class AccessSettingsTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.0.0.2"})
    void onLoopbackNoKeyIsNeeded(String address) {
        assertThat(settings(Map.of("server.address", address)).key()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.0.0.0", "::", "192.0.2.7", "no.such.host.invalid"})
    void elsewhereItRefusesToStartWithoutAKeyAndSaysHowToMakeOne(String address) {
        assertThatThrownBy(() -> settings(Map.of("server.address", address)))
                .isInstanceOf(UnsafeSetting.class)
                .hasMessageContaining("LAWCAST_API_KEY is not set")
                .satisfies(e -> assertThat(action(e)).contains("openssl rand -hex 32"));
    }

    @Test
    void elsewhereItStartsWithAKey() {
        assertThat(settings(Map.of("server.address", "0.0.0.0", "lawcast.api-key", KEY)).key())
                .isEqualTo(KEY);
    }

    @Test
    void aManagementPortOfItsOwnMustBeOnLoopbackToo() {
        assertThatThrownBy(() ->
                        settings(
                                Map.of(
                                        "server.address", "127.0.0.1",
                                        "management.server.port", "9090")))
                .hasMessageContaining("management.server.address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "0123456789abcdef0123456789abcde",
                "0123456789 abcdef0123456789abcdef",
                "0123456789abcdef0123456789abcdef\u00e9"
            })
    void refusesAWeakOrUnsendableKey(String key) {
        assertThatThrownBy(() -> settings(Map.of("lawcast.api-key", key)))
                .isInstanceOf(UnsafeSetting.class)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain(key));
    }

    @Test
    void readsTheAllowListOfOrigins() {
        assertThat(
                        settings(
                                        Map.of(
                                                "server.address",
                                                "127.0.0.1",
                                                "lawcast.cors.allowed-origins",
                                                "https://a.example, http://LOCALHOST:3000"))
                                .origins())
                .containsExactly("https://a.example", "http://localhost:3000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "a.example",
                "https://a.example/",
                "https://*.example",
                "null",
                "ftp://a.example"
            })
    void refusesWhatIsNoOrigin(String origin) {
        assertThatThrownBy(() ->
                        settings(
                                Map.of(
                                        "server.address",
                                        "127.0.0.1",
                                        "lawcast.cors.allowed-origins",
                                        origin)))
                .isInstanceOf(UnsafeSetting.class)
                .hasMessageContaining(origin);
    }

    private static AccessSettings settings(Map<String, Object> properties) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return AccessSettings.of(environment);
    }

    private static String action(Throwable refused) {
        FailureAnalysis analysis =
                Objects.requireNonNull(new UnsafeSettingAnalyzer().analyze(refused));
        return Objects.requireNonNull(analysis.getAction());
    }
}
