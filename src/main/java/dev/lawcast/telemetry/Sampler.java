package dev.lawcast.telemetry;

import dev.lawcast.database.DatabasePlace;
import dev.lawcast.jobs.JobKind;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// Looks at the queue and the database every few seconds, on a thread of its own, and shows what it
/// saw last. A scrape asks the database nothing: it would wait for it when it is away, which is
/// when the figures are wanted.
///
/// While the database cannot be asked, its gauges but `lawcast.database.up` are NaN.
@Component
class Sampler implements MeterBinder, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Sampler.class);

    private final JdbcClient database;
    private final ObjectProvider<JobKind> kinds;
    private final DatabasePlace place;
    private final Duration interval;
    private volatile @Nullable Sample last;
    private volatile @Nullable Thread thread;

    Sampler(
            JdbcClient database,
            ObjectProvider<JobKind> kinds,
            DatabasePlace place,
            @Value("${lawcast.metrics.interval:10s}") Duration interval) {
        this.database = database;
        this.kinds = kinds;
        this.place = place;
        this.interval = interval;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        kinds.stream()
                .map(JobKind::name)
                .forEach(kind -> {
                    Gauge.builder("lawcast.jobs.waiting", this, of(s -> s.queue(kind).waiting()))
                            .description("Jobs that are due and that no process works on")
                            .tag("kind", kind)
                            .register(registry);
                    Gauge.builder("lawcast.jobs.running", this, of(s -> s.queue(kind).running()))
                            .description("Jobs that a process works on, in all processes")
                            .tag("kind", kind)
                            .register(registry);
                    TimeGauge.builder(
                                    "lawcast.jobs.oldest.age",
                                    this,
                                    TimeUnit.SECONDS,
                                    of(s -> s.queue(kind).oldestSeconds()))
                            .description("For how long the job that waits longest has waited")
                            .tag("kind", kind)
                            .register(registry);
                });
        String where = place.embedded() ? "embedded" : "external";
        Gauge.builder("lawcast.database.up", this, sampler -> sampler.last == null ? 0 : 1)
                .description("Whether the last look at the database succeeded")
                .tag("place", where)
                .register(registry);
        Gauge.builder("lawcast.database.size", this, of(Sample::databaseBytes))
                .description("Size of the database on disk")
                .baseUnit(BaseUnits.BYTES)
                .tag("place", where)
                .register(registry);
    }

    private static ToDoubleFunction<Sampler> of(ToDoubleFunction<Sample> figure) {
        return sampler -> {
            Sample sample = sampler.last;
            return sample == null ? Double.NaN : figure.applyAsDouble(sample);
        };
    }

    void look() {
        try {
            var queues = new HashMap<String, Sample.Queue>();
            database.sql(
                            """
                            select task_name,
                                   count(*) filter (where not picked and execution_time <= now()) as waiting,
                                   count(*) filter (where picked) as running,
                                   coalesce(extract(epoch from now() - min(execution_time)
                                       filter (where not picked and execution_time <= now())), 0) as oldest
                            from scheduled_tasks group by task_name
                            """)
                    .query(row -> {
                        queues.put(
                                row.getString("task_name"),
                                new Sample.Queue(
                                        row.getLong("waiting"),
                                        row.getLong("running"),
                                        row.getDouble("oldest")));
                    });
            double bytes =
                    database.sql("select pg_database_size(current_database())")
                            .query(Double.class)
                            .single();
            last = new Sample(queues, bytes);
        } catch (DataAccessException | TransactionException e) {
            if (last != null) {
                log.warn("The database cannot be asked for its figures: {}", e.toString());
            }
            last = null;
        }
    }

    @Override
    public void start() {
        thread =
                Thread.ofVirtual()
                        .name("metrics")
                        .start(() -> {
                            try {
                                while (true) {
                                    look();
                                    Thread.sleep(interval);
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    @Override
    public void stop() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
