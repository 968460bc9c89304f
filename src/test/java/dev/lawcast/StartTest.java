package dev.lawcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServiceTest
class StartTest {

    @Autowired JdbcClient database;

    @Test
    void theSchemaIsMigratedOnARealPostgres() {
        assertThat(database.sql("select count(*) from experiment").query(Long.class).single())
                .isNotNull();
        assertThat(database.sql("show server_version").query(String.class).single())
                .startsWith("18");
    }
}
