package dev.lawcast.oidc;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;

/// The issuer's public keys, fetched when the first token comes and kept for a while. A token with
/// a key that is not among them has them fetched again (that is how issuers change keys), at most
/// twice in half a minute; while the issuer is away the keys that are known go on holding.
final class IssuerKeys implements JWKSource<SecurityContext> {

    private static final Duration KEPT = Duration.ofMinutes(15);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration BETWEEN_REFRESHES = Duration.ofSeconds(30);
    private static final Duration OUTAGE = Duration.ofHours(4);
    private static final Duration BETWEEN_DISCOVERIES = Duration.ofSeconds(5);
    private static final int LARGEST = 256 * 1024; // bytes of a document of the issuer

    private final OidcSettings settings;
    private final DefaultResourceRetriever retriever =
            new DefaultResourceRetriever(2_000, 2_000, LARGEST);
    private @Nullable JWKSource<SecurityContext> source;
    private long failedAt; // of nanoTime; meaningful with failure
    private @Nullable KeySourceException failure;

    IssuerKeys(OidcSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
            throws KeySourceException {
        return source().get(selector, context);
    }

    private synchronized JWKSource<SecurityContext> source() throws KeySourceException {
        if (source == null) {
            source =
                    JWKSourceBuilder.<SecurityContext>create(address(), retriever)
                            .cache(KEPT.toMillis(), PATIENCE.toMillis())
                            .refreshAheadCache(false)
                            .rateLimited(BETWEEN_REFRESHES.toMillis())
                            .outageTolerant(OUTAGE.toMillis())
                            .build();
        }
        return source;
    }

    private URL address() throws KeySourceException {
        if (failure != null && System.nanoTime() - failedAt < BETWEEN_DISCOVERIES.toNanos()) {
            throw failure;
        }
        try {
            return settings.keys() == null ? discovered() : settings.keys().toURL();
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            failure = new RemoteKeySourceException(String.valueOf(e.getMessage()), e);
            failedAt = System.nanoTime();
            throw failure;
        }
    }

    /// OpenID Connect Discovery 1.0, 4: the document must be the issuer's own.
    private URL discovered() throws IOException {
        String issuer = settings.issuer().toString();
        URL address =
                URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration")
                        .toURL();
        JsonNode document =
                JsonMapper.shared().readTree(retriever.retrieveResource(address).getContent());
        String named = document.path("issuer").asString("");
        if (!named.equals(issuer)) {
            throw new IOException(
                    "%s speaks of the issuer '%s', not of '%s' (LAWCAST_OIDC_ISSUER)."
                            .formatted(address, named, issuer));
        }
        String keys = document.path("jwks_uri").asString("");
        if (keys.isEmpty()) {
            throw new MalformedURLException(address + " names no jwks_uri.");
        }
        return OidcSettings.address("jwks_uri", keys).toURL();
    }
}
