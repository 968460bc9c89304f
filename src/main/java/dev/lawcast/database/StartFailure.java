package dev.lawcast.database;

import org.jspecify.annotations.Nullable;

/// The database cannot be used. The message says what is wrong with which thing, [#action] what to
/// do about it; users see these two and no stack trace.
final class StartFailure extends RuntimeException {

    private final String action;

    StartFailure(String description, String action) {
        this(description, action, null);
    }

    StartFailure(String description, String action, @Nullable Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    String action() {
        return action;
    }
}
