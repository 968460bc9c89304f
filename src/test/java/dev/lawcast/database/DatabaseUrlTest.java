package dev.lawcast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @Test
    void takesTheDriversOwnForm() {
        assertThat(DatabaseUrl.parse(" jdbc:postgresql://db:5432/lawcast?ssl=true\n", "u", "p"))
                .isEqualTo(new DatabaseUrl("jdbc:postgresql://db:5432/lawcast?ssl=true", "u", "p"));
    }

    @Test
    void takesTheFormOfHostingPlatforms() {
        assertThat(
                        DatabaseUrl.parse(
                                "postgres://al%40ice:p+%2Fw:@[::1]:5433/law?sslmode=require&connect_timeout=3",
                                null, null))
                .isEqualTo(
                        new DatabaseUrl(
                                "jdbc:postgresql://[::1]:5433/law?sslmode=require&connectTimeout=3",
                                "al@ice",
                                "p+/w:"));
        assertThat(
                        DatabaseUrl.parse(
                                "postgresql://a,b:5433/law?target_session_attrs=read-write",
                                null,
                                null))
                .isEqualTo(
                        new DatabaseUrl(
                                "jdbc:postgresql://a,b:5433/law?targetServerType=primary",
                                null,
                                null));
    }

    @Test
    void prefersUserAndPasswordThatAreGivenApart() {
        assertThat(DatabaseUrl.parse("postgres://in:url@db/law", "apart", "secret"))
                .isEqualTo(new DatabaseUrl("jdbc:postgresql://db/law", "apart", "secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mysql://root:hunter2@db/law", "db:5432/law", "hunter2", "jdbc:h2:mem:x"})
    void refusesOtherDatabasesWithoutRepeatingAPassword(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url, null, null))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("does not name a PostgreSQL server")
                .hasMessageNotContaining(":hunter2");
    }
}
