package dev.lawcast.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lawcast.access.Role;
import dev.lawcast.access.UnsafeSetting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

import java.util.List;

class OidcSettingsTest {

    @Test
    void anIssuerWithoutAnAudienceIsRefused() {
        assertThatThrownBy(() -> OidcSettings.of(issuer("https://id.example.org")))
                .isInstanceOf(UnsafeSetting.class)
                .hasMessageContaining("LAWCAST_OIDC_AUDIENCE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example.org",
                "id.example.org",
                "file:///etc/passwd",
                "https:///x"
            })
    void keysThatAnybodyOnTheWayCouldChangeAreRefused(String address) {
        MockEnvironment environment =
                issuer(address).withProperty("lawcast.oidc.audience", "lawcast");
        assertThatThrownBy(() -> OidcSettings.of(environment))
                .isInstanceOf(UnsafeSetting.class)
                .hasMessageContaining(address);
    }

    @Test
    void aClockThatMayBeOffByHoursIsRefused() {
        MockEnvironment environment =
                issuer("https://id.example.org")
                        .withProperty("lawcast.oidc.audience", "lawcast")
                        .withProperty("lawcast.oidc.clock-skew", "2h");
        assertThatThrownBy(() -> OidcSettings.of(environment)).isInstanceOf(UnsafeSetting.class);
    }

    @Test
    void severalWordsMayStandForARole() {
        MockEnvironment environment =
                issuer("https://id.example.org")
                        .withProperty("lawcast.oidc.audience", "lawcast")
                        .withProperty("lawcast.oidc.roles.writer", "scientists, robots");
        OidcSettings settings = OidcSettings.of(environment);
        assertThat(settings.roles().get(Role.WRITER)).isEqualTo(List.of("scientists", "robots"));
        assertThat(settings.roles().get(Role.READER)).isEqualTo(List.of("reader"));
    }

    private static MockEnvironment issuer(String address) {
        return new MockEnvironment().withProperty("lawcast.oidc.issuer", address);
    }
}
