package dev.lawcast.access;

import java.util.Optional;
import java.util.UUID;

/// Finds a workspace by what people call it.
public interface WorkspaceLookup {

    /// @param name its name or its id
    Optional<UUID> find(String name);
}
