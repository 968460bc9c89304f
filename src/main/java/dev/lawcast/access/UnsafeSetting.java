package dev.lawcast.access;

/// The service refuses to start with such a setting.
public final class UnsafeSetting extends RuntimeException {

    private final String action;

    /// @param action what to do about it
    public UnsafeSetting(String problem, String action) {
        super(problem);
        this.action = action;
    }

    String action() {
        return action;
    }
}
