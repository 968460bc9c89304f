package dev.lawcast.fits;

/// Where a fit stands. All but the first two are final.
public enum FitStatus {
    QUEUED,
    RUNNING,
    CONVERGED,
    UNIDENTIFIABLE,
    INSUFFICIENT_DATA,
    WRONG_SHAPE,
    NOT_CONVERGED,
    FAILED,
    CANCELLED;

    public boolean ended() {
        return this != QUEUED && this != RUNNING;
    }
}
