package dev.lawcast.access;

import dev.lawcast.jobs.JobScope;
import dev.lawcast.jobs.WatchScope;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.UUID;

/// A job works in the workspace in which it was asked for: its row in the queue carries it. What
/// nobody asked for looks in every workspace.
@Component
@Order(2)
class JobWorkspace implements JobScope, WatchScope {

    private final JdbcClient database;

    JobWorkspace(JdbcClient database) {
        this.database = database;
    }

    /// A job without workspace sees no data of any.
    @Override
    public void around(String name, String id, Runnable work) {
        UUID workspace =
                database.sql(
                                """
                                select workspace_id from scheduled_tasks
                                where task_name = ? and task_instance = ? and workspace_id is not null
                                """)
                        .params(name, id)
                        .query(UUID.class)
                        .optional()
                        .orElse(null);
        if (workspace == null) {
            work.run();
            return;
        }
        in(workspace, work);
    }

    @Override
    public void inEach(@Nullable String places, Runnable look) {
        List<UUID> workspaces =
                WorkspaceScope.in(
                        WorkspaceScope.DEFAULT, // which sees them all
                        () ->
                                database.sql(
                                                places == null
                                                        ? "select id from workspace order by id"
                                                        : "select * from " + places + "()")
                                        .query(UUID.class)
                                        .list());
        workspaces.forEach(workspace -> in(workspace, look));
    }

    private static void in(UUID workspace, Runnable work) {
        try (var _ = LogContext.ofWorkspace(workspace)) {
            WorkspaceScope.in(
                    workspace,
                    () -> {
                        work.run();
                        return true;
                    });
        }
    }
}
