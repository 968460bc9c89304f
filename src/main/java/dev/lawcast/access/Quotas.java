package dev.lawcast.access;

import java.util.function.LongSupplier;

/// Bounds what the present workspace holds.
public interface Quotas {

    /// To be asked in the transaction that adds, once it has: the refusal takes it back. Two
    /// transactions at once may pass a bound together; the next one is refused.
    ///
    /// @param held what the workspace holds now; counted only where there is a bound
    /// @throws dev.lawcast.api.ApiException QUOTA_EXCEEDED, or for [Quota#QUEUED_FITS]
    ///   TOO_MANY_REQUESTS, for those pass
    void require(Quota quota, LongSupplier held);
}
