package dev.lawcast.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// A key in clear: `lawcast_` and 256 random bits as 43 characters. It is shown once and kept as
/// its SHA-256, which suffices: so many random bits cannot be guessed, so the digest need not be
/// slow.
public record Secret(String text) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String MARK = "lawcast_";
    private static final int SHOWN = MARK.length() + 6;

    public static Secret random() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return new Secret(MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /// What may be seen of it later: 36 of its bits.
    public String prefix() {
        return text.substring(0, SHOWN);
    }

    /// Whether a text may be a key of ours, so that nothing else is looked up.
    static boolean hasForm(String text) {
        return text.startsWith(MARK) && text.length() == MARK.length() + 43;
    }

    public byte[] digest() {
        return digest(text);
    }

    static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return prefix() + "…";
    }
}
