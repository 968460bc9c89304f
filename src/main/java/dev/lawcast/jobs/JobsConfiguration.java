package dev.lawcast.jobs;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

import java.util.List;

import javax.sql.DataSource;

/// Starts the queue after the database is migrated and stops it after the web server, before the
/// pool.
@Configuration(proxyBeanMethods = false)
class JobsConfiguration {

    private static final int BEFORE_THE_WEB_SERVER = SmartLifecycle.DEFAULT_PHASE - 4096;

    @Bean
    Jobs jobs(
            DataSource dataSource,
            List<JobKind> kinds,
            List<JobScope> scopes,
            MeterRegistry meters) {
        return new Jobs(
                new TransactionAwareDataSourceProxy(dataSource),
                dataSource,
                kinds.stream().<JobKind>map(kind -> new MeteredJob(kind, meters)).toList(),
                JobScope.within(scopes),
                Runtime.getRuntime().availableProcessors());
    }

    /// Found when asked for, not before: a watch may itself hold the bell.
    @Bean
    Watches watches(ObjectProvider<Watch> watches, WatchScope scope) {
        return new Watches(watches, scope);
    }

    @Bean
    SmartLifecycle jobsLifecycle(Jobs jobs, Watches watches) {
        return new SmartLifecycle() {
            private volatile boolean running;

            @Override
            public void start() {
                jobs.start();
                watches.start();
                running = true;
            }

            @Override
            public void stop() {
                running = false;
                watches.stop();
                jobs.stop();
            }

            @Override
            public boolean isRunning() {
                return running;
            }

            @Override
            public int getPhase() {
                return BEFORE_THE_WEB_SERVER;
            }
        };
    }
}
