package dev.lawcast.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import javax.sql.DataSource;

/// A durable queue in PostgreSQL, shared by all processes on the same database: a job whose process
/// dies is started again elsewhere once its heartbeat has been missing for [#HEARTBEAT] ×
/// [#MISSED_HEARTBEATS]. One that lost the database begins again; one that failed ends as failed,
/// unless another process has taken it over.
public final class Jobs {

    static final Duration HEARTBEAT = Duration.ofSeconds(2);
    static final int MISSED_HEARTBEATS = 4;
    private static final Duration POLLING = Duration.ofSeconds(1);
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    private static final Duration AFTER_A_LOSS = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(Jobs.class);

    private final DataSource own;
    private final JobScope scope;
    private final Scheduler scheduler;
    private final SchedulerClient queue;

    /// @param joining connections that join the caller's transaction, for enqueueing
    /// @param own connections of their own, for the workers
    /// @param scope around every job
    /// @param threads how many jobs this process works on at once
    public Jobs(
            DataSource joining, DataSource own, List<JobKind> kinds, JobScope scope, int threads) {
        this.own = own;
        this.scope = scope;
        List<Task<?>> tasks = kinds.stream().<Task<?>>map(this::task).toList();
        scheduler =
                Scheduler.create(own, tasks)
                        .serializer(new NoData())
                        .jdbcCustomization(new PostgreSqlJdbcCustomization(false, true))
                        .threads(threads)
                        .pollingInterval(POLLING)
                        .pollUsingLockAndFetch(.5, 1)
                        .heartbeatInterval(HEARTBEAT)
                        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                        .shutdownMaxWait(SHUTDOWN)
                        .build();
        queue = SchedulerClient.Builder.create(joining, tasks).serializer(new NoData()).build();
    }

    /// Puts a job into the queue, in the caller's transaction; [#wake()] after its commit spares it
    /// the wait for the next poll.
    public void enqueue(JobKind kind, String id) {
        queue.schedule(new TaskInstance<Void>(kind.name(), id), Instant.now());
        scope.enqueued(kind.name(), id);
    }

    /// Likewise; nothing happens where the same job is in the queue already.
    public void enqueueOnce(JobKind kind, String id) {
        if (queue.scheduleIfNotExists(new TaskInstance<Void>(kind.name(), id), Instant.now())) {
            scope.enqueued(kind.name(), id);
        }
    }

    public void wake() {
        scheduler.triggerCheckForDueExecutions();
    }

    public void start() {
        scheduler.start();
    }

    /// Lets running jobs hand themselves back, then stops.
    public void stop() {
        scheduler.stop();
    }

    private Task<Void> task(JobKind kind) {
        return Tasks.oneTime(kind.name())
                .onFailure((complete, operations) -> afterFailure(kind, complete, operations))
                .onDeadExecutionRevive()
                .execute((instance, context) ->
                        scope.around(
                                kind.name(),
                                instance.getId(),
                                () ->
                                        kind.run(
                                                instance.getId(),
                                                () ->
                                                        context.getSchedulerState()
                                                                .isShuttingDown())));
    }

    private void afterFailure(
            JobKind kind, ExecutionComplete complete, ExecutionOperations<Void> operations) {
        Throwable cause =
                complete.getCause().orElseGet(() -> new IllegalStateException("no cause is known"));
        if (cause instanceof JobHandedBack) {
            operations.reschedule(complete, Instant.now());
            return;
        }
        String id = complete.getExecution().taskInstance.getId();
        if (databaseWasAway(cause)) {
            log.warn("The {} {} lost the database and begins again: {}", kind.name(), id, cause);
            operations.reschedule(complete, Instant.now().plus(AFTER_A_LOSS));
            return;
        }
        if (!isHeld(complete.getExecution())) {
            log.info("The {} {} failed here, but goes on elsewhere: {}", kind.name(), id, cause);
            return;
        }
        scope.around(kind.name(), id, () -> kind.failed(id, cause));
        operations.stop();
    }

    /// Of the database, not of the job: another attempt may end well.
    private static boolean databaseWasAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataAccessResourceFailureException
                    || cause instanceof TransientDataAccessException
                    || cause instanceof CannotCreateTransactionException
                    || cause instanceof TransactionSystemException) {
                return true;
            }
        }
        return false;
    }

    /// Whether no other process has taken the job over meanwhile: every taking counts its version.
    private boolean isHeld(Execution execution) {
        return JdbcClient.create(own)
                .sql(
                        """
                        select exists (select from scheduled_tasks
                                        where task_name = ? and task_instance = ? and version = ?)
                        """)
                .params(
                        execution.taskInstance.getTaskName(),
                        execution.taskInstance.getId(),
                        execution.version)
                .query(Boolean.class)
                .single();
    }
}
