package dev.lawcast.customlaws;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

@Repository
class CustomLawRepository {

    private final JdbcClient database;
    private final JsonMapper json;

    CustomLawRepository(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    record Row(String name, FormulaText text, Instant createdAt) {}

    /// False where the name is taken.
    boolean insert(String name, FormulaText text) {
        return database.sql(
                                """
                                insert into custom_law (name, text) values (:name, cast(:text as json))
                                on conflict (workspace_id, name) do nothing
                                """)
                        .param("name", name)
                        .param("text", json.writeValueAsString(text))
                        .update()
                == 1;
    }

    Optional<Row> find(String name) {
        return database.sql("select * from custom_law where name = :name")
                .param("name", name)
                .query(this::row)
                .optional();
    }

    /// By name, those after the given one.
    List<Row> page(@Nullable String after, int limit) {
        return database.sql(
                        """
                        select * from custom_law
                        where cast(:after as text) is null or name > :after
                        order by name
                        limit :limit
                        """)
                .param("after", after)
                .param("limit", limit)
                .query(this::row)
                .list();
    }

    boolean delete(String name) {
        return database.sql("delete from custom_law where name = :name")
                        .param("name", name)
                        .update()
                == 1;
    }

    private Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getString("name"),
                json.readValue(row.getString("text"), FormulaText.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
