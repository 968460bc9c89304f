package dev.lawcast.database;

import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;

import javax.sql.DataSource;

/// Wires the chosen server under Spring Boot's pool: at the end the pool is closed first and the
/// embedded server after it.
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /// Looks before it writes: the checks come before the first migration.
    @Bean
    FlywayMigrationStrategy checkThenMigrate(
            @Value("${lawcast.database.patience:60s}") Duration patience, RuntimeRole role) {
        return flyway -> {
            DataSource owner = Objects.requireNonNull(flyway.getConfiguration().getDataSource());
            new DatabaseCheck(patience).verify(owner);
            role.prepare(owner);
            try {
                flyway.migrate();
            } catch (FlywayException e) {
                throw new StartFailure(
                        "The tables cannot be brought to this version: " + e.getMessage(),
                        "Nothing was changed. Maybe a newer Lawcast wrote them: start that one.",
                        e);
            }
        };
    }

    @Bean
    RuntimeRole runtimeRole() {
        return new RuntimeRole();
    }

    /// Migrations run as the owner of the tables, on connections of their own: those of the pool
    /// step down into [RuntimeRole].
    @Bean
    @ConditionalOnMissingBean
    FlywayConnectionDetails migrations(JdbcConnectionDetails connection) {
        return new FlywayConnectionDetails() {
            @Override
            public @Nullable String getUsername() {
                return connection.getUsername();
            }

            @Override
            public @Nullable String getPassword() {
                return connection.getPassword();
            }

            @Override
            public String getJdbcUrl() {
                return connection.getJdbcUrl();
            }
        };
    }

    @Bean
    DatabasePlace databasePlace(
            ObjectProvider<EmbeddedPostgres> embedded, JdbcConnectionDetails connection) {
        EmbeddedPostgres server = embedded.getIfAvailable();
        return server != null
                ? DatabasePlace.of(server)
                : DatabasePlace.of(connection.getJdbcUrl());
    }

    @Bean
    Heartbeat heartbeat(
            DataSource pool,
            JdbcConnectionDetails connection,
            @Value("${lawcast.database.longest-silence:10s}") Duration silence)
            throws SQLException {
        return new Heartbeat(
                connection.getJdbcUrl(),
                Objects.requireNonNullElse(connection.getUsername(), ""),
                Objects.requireNonNullElse(connection.getPassword(), ""),
                pool.unwrap(Severable.class),
                silence);
    }

    @Configuration(proxyBeanMethods = false)
    @Conditional(DatabaseChoice.Embedded.class)
    static class Embedded {

        @Bean
        EmbeddedPostgres embeddedPostgres(@Value("${lawcast.data-dir}") Path directory) {
            return EmbeddedPostgres.start(directory);
        }

        @Bean
        JdbcConnectionDetails embeddedDatabase(EmbeddedPostgres server) {
            return new Connection(server.jdbcUrl(), server.user(), server.password());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Conditional(DatabaseChoice.External.class)
    static class External {

        @Bean
        JdbcConnectionDetails externalDatabase(
                @Value("${lawcast.database.url}") String url,
                @Value("${lawcast.database.user:#{null}}") @Nullable String user,
                @Value("${lawcast.database.password:#{null}}") @Nullable String password) {
            DatabaseUrl database = DatabaseUrl.parse(url, user, password);
            return new Connection(database.jdbcUrl(), database.user(), database.password());
        }
    }

    private record Connection(String url, @Nullable String user, @Nullable String secret)
            implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return url;
        }

        @Override
        public @Nullable String getUsername() {
            return user;
        }

        @Override
        public @Nullable String getPassword() {
            return secret;
        }

        /// Without the password, which the generated form would show.
        @Override
        public String toString() {
            return "Connection[user=" + user + "]";
        }
    }
}
