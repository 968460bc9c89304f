package dev.lawcast.access;

import java.util.Optional;

/// Finds out whose key it is.
public interface KeyLookup {

    /// @param digest the SHA-256 of what the caller showed
    /// @return nothing for keys that were never made, are revoked or have expired
    Optional<Caller> caller(byte[] digest);
}
