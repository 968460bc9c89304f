package dev.lawcast.access;

/// What a workspace may hold so many of.
public enum Quota {
    RUNS("runs"),
    POINTS("points of training curves"),
    PILOT_BYTES("bytes of pilot samples"),
    QUEUED_FITS("fits that wait or run");

    private final String words;

    Quota(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
