package dev.lawcast.workspaces;

import dev.lawcast.access.WorkspaceLookup;
import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.api.Ids;

import org.springframework.stereotype.Component;

import java.util.Optional;
import java.util.UUID;

/// Looks from the default workspace, which sees them all: whose token it is must be known before
/// the workspace is.
@Component
class NamedWorkspaces implements WorkspaceLookup {

    private final WorkspaceRepository repository;

    NamedWorkspaces(WorkspaceRepository repository) {
        this.repository = repository;
    }

    @Override
    public Optional<UUID> find(String name) {
        if (name.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty(); // no name, and PostgreSQL takes no NUL
        }
        return WorkspaceScope.in(
                WorkspaceScope.DEFAULT,
                () ->
                        Ids.parse(name)
                                .flatMap(repository::find)
                                .or(() -> repository.find(name))
                                .map(Workspace::id));
    }
}
