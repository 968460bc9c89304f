package dev.lawcast.oidc;

import dev.lawcast.access.Caller;
import dev.lawcast.access.TokenLookup;

import java.util.regex.Pattern;

/// First whether a token is to be believed, then whose it is.
final class Tokens implements TokenLookup {

    /// Three parts in base64url (RFC 7515); the last is empty where nobody signed.
    private static final Pattern FORM = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]*");

    private final TokenJudge judge;
    private final Claims claims;

    Tokens(TokenJudge judge, Claims claims) {
        this.judge = judge;
        this.claims = claims;
    }

    @Override
    public boolean hasForm(String shown) {
        return FORM.matcher(shown).matches();
    }

    @Override
    public Caller caller(String token) {
        return claims.caller(judge.believed(token));
    }
}
