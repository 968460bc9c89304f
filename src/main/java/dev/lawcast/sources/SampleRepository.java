package dev.lawcast.sources;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

@Repository
class SampleRepository {

    private static final String SELECT =
            """
            select s.*,
                   f.type as f_type, f.read_as as f_read_as, f.rows as f_rows, f.columns as f_columns,
                   f.classes as f_classes, f.hash as f_hash, f.warnings as f_warnings, f.stored_at as f_stored_at,
                   l.type as l_type, l.read_as as l_read_as, l.rows as l_rows, l.columns as l_columns,
                   l.classes as l_classes, l.hash as l_hash, l.warnings as l_warnings, l.stored_at as l_stored_at
            from sample s
            left join sample_array f on f.id = s.features_id
            left join sample_array l on l.id = s.labels_id
            """;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcTemplate template;
    private final JdbcClient database;

    SampleRepository(JdbcTemplate template) {
        this.template = template;
        this.database = JdbcClient.create(template);
    }

    Optional<Sample> find(Sample.Kind kind, UUID id) {
        return database.sql(SELECT + "where s.kind = :kind and s.id = :id")
                .param("kind", kind.word())
                .param("id", id)
                .query(SampleRepository::sample)
                .optional();
    }

    Optional<Sample> find(Sample.Kind kind, String name) {
        return database.sql(SELECT + "where s.kind = :kind and s.name = :name")
                .param("kind", kind.word())
                .param("name", name)
                .query(SampleRepository::sample)
                .optional();
    }

    /// The newest first, those made before the given one.
    List<Sample> page(Sample.Kind kind, @Nullable UUID before, int limit) {
        return database.sql(
                        SELECT
                                + """
                                where s.kind = :kind and (cast(:before as uuid) is null or s.id < :before)
                                order by s.id desc
                                limit :limit
                                """)
                .param("kind", kind.word())
                .param("before", before)
                .param("limit", limit)
                .query(SampleRepository::sample)
                .list();
    }

    /// Other changes to it wait for the end of the transaction.
    boolean lock(Sample.Kind kind, UUID id) {
        return database.sql(
                        "select 1 from sample where kind = :kind and id = :id for no key update")
                .param("kind", kind.word())
                .param("id", id)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /// Whoever changes which features a space has waits for the end of the transaction.
    void lockSpace(String featureSpace) {
        database.sql("select pg_advisory_xact_lock(hashtextextended(:space, 7))")
                .param("space", featureSpace)
                .query((row, n) -> 0)
                .list();
    }

    /// Another sample of the space that has features.
    Optional<Sample> other(String featureSpace, UUID id) {
        return database.sql(
                        SELECT
                                + """
                                where s.feature_space = :space and s.id <> :id and s.features_id is not null
                                order by s.id
                                limit 1
                                """)
                .param("space", featureSpace)
                .param("id", id)
                .query(SampleRepository::sample)
                .optional();
    }

    /// False where the name is taken.
    boolean insert(UUID id, Sample.Kind kind, SampleFields fields) {
        return database.sql(
                                """
                                insert into sample (id, kind, name, size, unit_price, cap, licence, feature_space)
                                values (:id, :kind, :name, :size, :price, :cap, :licence, :space)
                                on conflict (workspace_id, kind, name) do nothing
                                """)
                        .param("id", id)
                        .param("kind", kind.word())
                        .param("name", fields.name())
                        .param("size", fields.size())
                        .param("price", fields.unitPrice())
                        .param("cap", fields.cap())
                        .param("licence", fields.licence())
                        .param("space", fields.featureSpace())
                        .update()
                == 1;
    }

    void update(UUID id, SampleFields fields) {
        database.sql(
                        """
                        update sample
                        set name = :name, size = :size, unit_price = :price, cap = :cap, licence = :licence,
                            feature_space = :space,
                            updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')
                        where id = :id
                        """)
                .param("id", id)
                .param("name", fields.name())
                .param("size", fields.size())
                .param("price", fields.unitPrice())
                .param("cap", fields.cap())
                .param("licence", fields.licence())
                .param("space", fields.featureSpace())
                .update();
    }

    /// A nameless sample of arrays that something else keeps.
    Sample ofArrays(UUID features, @Nullable UUID labels) {
        return database.sql(
                        """
                        select f.id, 'validation' as kind, '' as name, null::bigint as size, null::float8 as unit_price,
                               null::bigint as cap, null as licence, '' as feature_space,
                               f.id as features_id, l.id as labels_id, f.stored_at as created_at, f.stored_at as updated_at,
                               f.type as f_type, f.read_as as f_read_as, f.rows as f_rows, f.columns as f_columns,
                               f.classes as f_classes, f.hash as f_hash, f.warnings as f_warnings, f.stored_at as f_stored_at,
                               l.type as l_type, l.read_as as l_read_as, l.rows as l_rows, l.columns as l_columns,
                               l.classes as l_classes, l.hash as l_hash, l.warnings as l_warnings, l.stored_at as l_stored_at
                        from sample_array f left join sample_array l on l.id = cast(:labels as uuid)
                        where f.id = :features
                        """)
                .param("features", features)
                .param("labels", labels)
                .query(SampleRepository::sample)
                .single();
    }

    void delete(UUID id) {
        database.sql("delete from sample where id = :id").param("id", id).update();
    }

    /// The arrays that the sample holds from now on; those it held before go.
    void hold(UUID id, @Nullable UUID features, @Nullable UUID labels) {
        database.sql(
                        """
                        update sample
                        set features_id = :features, labels_id = :labels,
                            updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')
                        where id = :id
                        """)
                .param("id", id)
                .param("features", features)
                .param("labels", labels)
                .update();
    }

    void insert(UUID id, SampleArray array) {
        database.sql(
                        """
                        insert into sample_array (id, type, read_as, rows, columns, classes, hash, warnings)
                        values (:id, :type, :readAs, :rows, :columns, :classes, :hash, cast(:warnings as json))
                        """)
                .param("id", id)
                .param("type", array.type().name().toLowerCase(Locale.ROOT))
                .param("readAs", array.readAs())
                .param("rows", array.rows())
                .param("columns", array.columns())
                .param("classes", array.classes() == 0 ? null : array.classes())
                .param("hash", array.hash())
                .param("warnings", JSON.writeValueAsString(array.warnings()))
                .update();
    }

    /// Of all arrays of the workspace, those too that only a projection still holds.
    long storedBytes() {
        return database.sql("select coalesce(sum(length(content)), 0) from sample_chunk")
                .query(Long.class)
                .single();
    }

    /// COPY would not be faster for rows of a MiB, and cannot write where row security holds.
    /// Chunks may come before their array.
    void insertChunk(UUID array, int position, byte[] content) {
        database.sql("insert into sample_chunk (array_id, position, content) values (?, ?, ?)")
                .params(array, position, content)
                .update();
    }

    /// Gets the parts of an array's content in order.
    interface Part {
        void take(byte[] content);
    }

    /// Within the caller's transaction; a few MiB at a time.
    void readChunks(UUID array, Part part) {
        var reading = new JdbcTemplate(Objects.requireNonNull(template.getDataSource()));
        reading.setFetchSize(2);
        reading.query(
                "select content from sample_chunk where array_id = ? order by position",
                row -> {
                    part.take(row.getBytes(1));
                },
                array);
    }

    private static Sample sample(ResultSet row, int number) throws SQLException {
        return new Sample(
                row.getObject("id", UUID.class),
                row.getString("kind").equals("source")
                        ? Sample.Kind.SOURCE
                        : Sample.Kind.VALIDATION,
                row.getString("name"),
                row.getObject("size", Long.class),
                row.getObject("unit_price", Double.class),
                row.getObject("cap", Long.class),
                row.getString("licence"),
                row.getString("feature_space"),
                array(row, "features_id", "f_"),
                array(row, "labels_id", "l_"),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    private static @Nullable SampleArray array(ResultSet row, String id, String prefix)
            throws SQLException {
        UUID array = row.getObject(id, UUID.class);
        if (array == null) {
            return null;
        }
        return new SampleArray(
                array,
                SampleArray.Type.valueOf(row.getString(prefix + "type").toUpperCase(Locale.ROOT)),
                row.getString(prefix + "read_as"),
                row.getInt(prefix + "rows"),
                row.getInt(prefix + "columns"),
                row.getInt(prefix + "classes"),
                row.getString(prefix + "hash"),
                List.of(
                        JSON.readValue(
                                row.getString(prefix + "warnings"), SampleArray.Warning[].class)),
                instant(row, prefix + "stored_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
