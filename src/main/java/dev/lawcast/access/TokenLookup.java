package dev.lawcast.access;

/// Finds out whose token it is: one that an issuer elsewhere has signed.
public interface TokenLookup {

    /// Whether a text may be such a token at all.
    boolean hasForm(String shown);

    /// @throws dev.lawcast.api.ApiException `unauthenticated` for a token that is not to be
    ///   believed, `forbidden_role` for one that opens nothing here, `unavailable` while the
    ///   issuer's keys cannot be had
    Caller caller(String token);
}
