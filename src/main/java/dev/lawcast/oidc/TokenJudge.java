package dev.lawcast.oidc;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.util.StringUtils;

import java.util.Set;
import java.util.stream.Collectors;

/// Decides whether a token is to be believed: signed by a key of the issuer with an algorithm of
/// public keys, from this issuer, for this service, and of this time.
///
/// The algorithms are ours to name, not the token's: otherwise `none`, or HS256 with the public key
/// for a secret, would pass (RFC 8725, 3.1).
final class TokenJudge {

    private static final Logger log = LoggerFactory.getLogger(TokenJudge.class);

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private final NimbusJwtDecoder decoder;

    TokenJudge(OidcSettings settings, JWKSource<SecurityContext> keys) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        // an access token says what it is (RFC 9068), or JWT, or nothing
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWTClaimsSetVerifier((claims, context) -> {}); // those below
        decoder = new NimbusJwtDecoder(processor);
        var times = new JwtTimestampValidator(settings.clockSkew());
        times.setAllowEmptyExpiryClaim(false); // a token without end could never be taken back
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(
                        times,
                        new JwtIssuerValidator(settings.issuer().toString()),
                        new JwtAudienceValidator(settings.audience())));
    }

    Jwt believed(String token) {
        try {
            return decoder.decode(token);
        } catch (JwtValidationException e) {
            throw refused(
                    e.getErrors().stream()
                            .map(OAuth2Error::getDescription)
                            .filter(StringUtils::hasText)
                            .collect(Collectors.joining("; ")));
        } catch (JwtException e) {
            if (keysAreAway(e)) {
                log.warn("The keys of the issuer of tokens cannot be had: {}", causes(e));
                throw new ApiException(
                        ErrorCode.UNAVAILABLE,
                        "The issuer of tokens does not answer. Try again in a few seconds.");
            }
            throw refused(
                    "it was not signed by a key of the issuer with an algorithm of public keys");
        }
    }

    private static ApiException refused(String reason) {
        return new ApiException(
                ErrorCode.UNAUTHENTICATED, "The token is not accepted: " + reason + ".");
    }

    /// A key that is not known is looked for at the issuer, but only so often: then the token is
    /// refused, and the issuer is not asked on behalf of whoever invents keys.
    private static boolean keysAreAway(Throwable failure) {
        boolean away = false;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof RateLimitReachedException) {
                return false;
            }
            away |= at instanceof KeySourceException;
        }
        return away;
    }

    private static String causes(Throwable failure) {
        var text = new StringBuilder();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            text.append(text.isEmpty() ? "" : " ← ").append(at.getMessage());
        }
        return text.toString();
    }
}
