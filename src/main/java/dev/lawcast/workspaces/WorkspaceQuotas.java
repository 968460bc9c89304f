package dev.lawcast.workspaces;

import dev.lawcast.access.Quota;
import dev.lawcast.access.Quotas;
import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import java.util.Locale;
import java.util.UUID;
import java.util.function.LongSupplier;

/// The bounds of the workspace, and those of the settings where it has none.
@Component
class WorkspaceQuotas implements Quotas {

    private final WorkspaceRepository workspaces;
    private final Environment settings;

    WorkspaceQuotas(WorkspaceRepository workspaces, Environment settings) {
        this.workspaces = workspaces;
        this.settings = settings;
    }

    @Override
    public void require(Quota quota, LongSupplier held) {
        Long most = most(quota);
        if (most == null) {
            return;
        }
        long now = held.getAsLong();
        if (now > most) {
            throw new ApiException(
                    quota == Quota.QUEUED_FITS
                            ? ErrorCode.TOO_MANY_REQUESTS
                            : ErrorCode.QUOTA_EXCEEDED,
                    "The workspace may hold %,d %s, and would hold %,d. Nothing was written. %s"
                            .formatted(
                                    most,
                                    quota.words(),
                                    now,
                                    quota == Quota.QUEUED_FITS
                                            ? "Ask again when some have ended."
                                            : "Delete some, or have its limits raised."));
        }
    }

    private @Nullable Long most(Quota quota) {
        UUID workspace = WorkspaceScope.current();
        Workspace.@Nullable Limits limits =
                workspace == null
                        ? null
                        : workspaces.find(workspace).map(Workspace::limits).orElse(null);
        Long own =
                limits == null
                        ? null
                        : switch (quota) {
                            case RUNS -> limits.runs();
                            case POINTS -> limits.points();
                            case PILOT_BYTES -> limits.pilotBytes();
                            case QUEUED_FITS -> limits.queuedFits();
                        };
        return own != null
                ? own
                : settings.getProperty(
                        "lawcast.quotas." + quota.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        Long.class);
    }
}
