package dev.lawcast.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.database.SharedPostgres;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// What becomes of jobs that end by an exception.
class JobsTest {

    private final AtomicInteger runs = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile Runnable work = () -> {};

    private DriverManagerDataSource database;
    private Jobs jobs;

    private final JobKind kind =
            new JobKind() {
                @Override
                public String name() {
                    return "test";
                }

                @Override
                public void run(String id, BooleanSupplier stopping) {
                    runs.incrementAndGet();
                    work.run();
                }

                @Override
                public void failed(String id, Throwable cause) {
                    failures.add(String.valueOf(cause.getMessage()));
                }
            };

    @BeforeEach
    void start() {
        SharedPostgres.Login owner = SharedPostgres.newSchema();
        database = new DriverManagerDataSource(owner.url(), owner.user(), owner.password());
        Flyway.configure().dataSource(database).load().migrate();
        jobs = new Jobs(database, database, List.of(kind), (name, id, run) -> run.run(), 1);
        jobs.start();
    }

    @AfterEach
    void stop() {
        jobs.stop();
    }

    @Test
    void aJobThatLosesTheDatabaseBeginsAgain() throws InterruptedException {
        work =
                () -> {
                    if (runs.get() == 1) {
                        throw new IllegalStateException(
                                new DataAccessResourceFailureException("the connection broke"));
                    }
                };
        jobs.enqueue(kind, "a");

        await(() -> runs.get() == 2);
        assertThat(failures).isEmpty();
        await(() -> queued() == 0);
    }

    @Test
    void aJobThatFailsIsRecordedOnceWithItsReason() throws InterruptedException {
        work =
                () -> {
                    throw new OutOfMemoryError("poison");
                };
        jobs.enqueue(kind, "a");

        await(() -> !failures.isEmpty());
        await(() -> queued() == 0);
        assertThat(runs).hasValue(1);
        assertThat(failures).containsExactly("poison");
    }

    /// As a process does that was frozen past its lease: another one has taken the job meanwhile.
    @Test
    void aJobThatWasTakenOverCannotBeRecordedAsFailed() throws InterruptedException {
        work =
                () -> {
                    JdbcClient.create(database)
                            .sql(
                                    "update scheduled_tasks set version = version + 1, picked_by = 'other', last_heartbeat = now()")
                            .update();
                    throw new IllegalStateException("the zombie's");
                };
        jobs.enqueue(kind, "a");

        await(() -> runs.get() == 1);
        Thread.sleep(1_500);
        assertThat(failures).isEmpty();
        assertThat(queued()).as("it is the other's").isEqualTo(1);
    }

    private long queued() {
        return JdbcClient.create(database)
                .sql("select count(*) from scheduled_tasks")
                .query(Long.class)
                .single();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
