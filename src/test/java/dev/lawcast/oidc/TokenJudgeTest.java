package dev.lawcast.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;

class TokenJudgeTest {

    private final Issuer issuer = new Issuer();
    private final TokenJudge judge = judge(issuer.url());

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void believesATokenThatTheIssuerSignedForThisService() {
        assertThat(judge.believed(issuer.sign(issuer.claims().build())).getSubject())
                .isEqualTo("ada");
    }

    @Test
    void believesAnAccessTokenThatSaysSoAndOneOfSeveralAudiences() {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.PS256)
                        .keyID(issuer.key().getKeyID())
                        .type(new JOSEObjectType("at+jwt"))
                        .build();
        JWTClaimsSet claims = issuer.claims().audience(List.of("another", Issuer.AUDIENCE)).build();
        assertThat(judge.believed(Issuer.sign(claims, header, issuer.key())).getSubject())
                .isEqualTo("ada");
    }

    @Test
    void believesKeysOfEllipticCurves() throws JOSEException {
        var key = new ECKeyGenerator(Curve.P_256).keyID("curve").generate();
        issuer.publish(List.of(key));
        var token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("curve").build(),
                        issuer.claims().build());
        token.sign(new ECDSASigner(key));
        assertThat(judge.believed(token.serialize()).getSubject()).isEqualTo("ada");
    }

    @Test
    void refusesATokenThatNobodySigned() {
        refuses(new PlainJWT(issuer.claims().build()).serialize());
    }

    @Test
    void refusesATokenWhoseSignatureWasCutOff() {
        String token = issuer.sign(issuer.claims().build());
        refuses(token.substring(0, token.lastIndexOf('.') + 1));
    }

    /// The public key is known to all; a service that lets the token choose HS256 takes it for a
    /// secret.
    @Test
    void refusesThePublicKeyAsASecret() throws JOSEException {
        String pem =
                "-----BEGIN PUBLIC KEY-----\n"
                        + java.util.Base64.getMimeEncoder()
                                .encodeToString(issuer.key().toRSAPublicKey().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n";
        for (byte[] secret :
                List.of(
                        issuer.key().toRSAPublicKey().getEncoded(),
                        pem.getBytes(StandardCharsets.US_ASCII),
                        issuer.key()
                                .toPublicJWK()
                                .toJSONString()
                                .getBytes(StandardCharsets.UTF_8))) {
            var token =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.HS256)
                                    .keyID(issuer.key().getKeyID())
                                    .build(),
                            issuer.claims().build());
            token.sign(new MACSigner(secret));
            refuses(token.serialize());
        }
    }

    @Test
    void refusesASignatureByAnotherKeyOfTheSameName() {
        RSAKey forged = Issuer.newKey(issuer.key().getKeyID());
        refuses(Issuer.sign(issuer.claims().build(), forged));
    }

    @Test
    void refusesClaimsThatWereChangedAfterTheSignature() {
        String[] parts = issuer.sign(issuer.claims().build()).split("\\.");
        String changed =
                java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                issuer.claims()
                                        .subject("mallory")
                                        .build()
                                        .toString()
                                        .getBytes(StandardCharsets.UTF_8));
        refuses(parts[0] + "." + changed + "." + parts[2]);
    }

    /// Neither a key within the token nor an address of keys is looked at.
    @Test
    void takesNoKeyFromTheTokenItself() {
        try (var elsewhere = new Issuer()) {
            var header =
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID("elsewhere")
                            .jwk(elsewhere.key().toPublicJWK())
                            .jwkURL(URI.create(elsewhere.url() + "/keys"))
                            .build();
            refuses(Issuer.sign(issuer.claims().build(), header, elsewhere.key()));
            assertThat(elsewhere.fetches()).isZero();
        }
    }

    @Test
    void refusesATokenOfAnotherIssuerAudienceOrTime() {
        Instant now = Instant.now();
        refuses(issuer.sign(issuer.claims().issuer("https://other.example").build()), "iss");
        refuses(issuer.sign(issuer.claims().issuer(issuer.url() + "/").build()), "iss");
        refuses(issuer.sign(issuer.claims().audience("another").build()), "aud");
        refuses(issuer.sign(issuer.claims().audience((String) null).build()), "aud");
        refuses(
                issuer.sign(
                        issuer.claims().expirationTime(Date.from(now.minusSeconds(70))).build()),
                "expired");
        refuses(
                issuer.sign(issuer.claims().notBeforeTime(Date.from(now.plusSeconds(70))).build()),
                "before");
        refuses(issuer.sign(issuer.claims().expirationTime(null).build()), "exp");
    }

    @Test
    void forgivesAsMuchAsClocksMayDiffer() {
        Instant now = Instant.now();
        String token =
                issuer.sign(
                        issuer.claims()
                                .expirationTime(Date.from(now.minusSeconds(50)))
                                .notBeforeTime(Date.from(now.minusSeconds(100)))
                                .build());
        assertThat(judge.believed(token).getSubject()).isEqualTo("ada");
    }

    @Test
    void followsTheIssuerToANewKeyAndForgetsTheOldOne() {
        String old = issuer.sign(issuer.claims().build());
        judge.believed(old);
        issuer.rotate("second");
        assertThat(judge.believed(issuer.sign(issuer.claims().build())).getSubject())
                .isEqualTo("ada");
        refuses(old);
    }

    @Test
    void inventedKeysDoNotHaveTheIssuerAskedAgainAndAgain() {
        for (int i = 0; i < 50; i++) {
            var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("invented-" + i).build();
            refuses(Issuer.sign(issuer.claims().build(), header, issuer.key()));
        }
        assertThat(issuer.fetches()).isBetween(1, 3);
        assertThat(judge.believed(issuer.sign(issuer.claims().build())).getSubject())
                .isEqualTo("ada");
    }

    @Test
    void knownKeysHoldWhileTheIssuerIsAway() {
        String token = issuer.sign(issuer.claims().build());
        judge.believed(token);
        issuer.close();
        assertThat(judge.believed(token).getSubject()).isEqualTo("ada");
    }

    /// Not the caller's fault: it may come again.
    @Test
    void saysThatTheIssuerIsAwayWhereNoKeyIsKnown() {
        String token = issuer.sign(issuer.claims().build());
        issuer.close();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> judge.believed(token))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        }
    }

    @Test
    void believesNoDiscoveryDocumentOfAnotherIssuer() {
        TokenJudge other = judge(issuer.url() + "/tenant");
        assertThatThrownBy(() -> other.believed(issuer.sign(issuer.claims().build())))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(issuer.fetches()).isZero();
    }

    private AbstractThrowableAssert<?, ?> refuses(String token) {
        return assertThatThrownBy(() -> judge.believed(token))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }

    private void refuses(String token, String because) {
        refuses(token).hasMessageContaining(because);
    }

    private static TokenJudge judge(String issuer) {
        var environment =
                new MockEnvironment()
                        .withProperty("lawcast.oidc.issuer", issuer)
                        .withProperty("lawcast.oidc.audience", Issuer.AUDIENCE);
        OidcSettings settings = OidcSettings.of(environment);
        return new TokenJudge(settings, new IssuerKeys(settings));
    }
}
