package dev.lawcast.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs messages as Standard Webhooks 1.0 says: HMAC-SHA256, keyed by the webhook's secret, of
/// `<event id>.<seconds since 1970>.<body>`. The time is signed so that a message caught once
/// cannot be sent again later; the id, so that a receiver can tell a repetition.
final class Signature {

    private static final String PREFIX = "whsec_";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Signature() {}

    static byte[] newSecret() {
        byte[] secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    /// A secret as it is shown, once.
    static String shown(byte[] secret) {
        return PREFIX + Base64.getEncoder().encodeToString(secret);
    }

    static Map<String, String> headers(byte[] secret, String eventId, Instant now, byte[] body) {
        var headers = new LinkedHashMap<String, String>();
        String time = String.valueOf(now.getEpochSecond());
        headers.put("webhook-id", eventId);
        headers.put("webhook-timestamp", time);
        headers.put("webhook-signature", "v1," + sign(secret, eventId, time, body));
        return headers;
    }

    private static String sign(byte[] secret, String eventId, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update((eventId + "." + time + ".").getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }
}
