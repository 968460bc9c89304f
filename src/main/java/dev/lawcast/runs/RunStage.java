package dev.lawcast.runs;

import dev.lawcast.uploads.BinaryCopy;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.io.JsonStringEncoder;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Keeps the checked rows of an upload until all of them are known to be good. Those of a small
/// upload are held in memory, which tells without a question to the database that no key stands
/// twice. All go by COPY into the temporary table `staged_run` (into `run` itself COPY cannot
/// write, for row security holds there), where SQL finds what stands twice and merges it.
final class RunStage implements AutoCloseable {

    /// Bytes; a connection of the pool is taken meanwhile, so few uploads hold so much at a time.
    private static final long MOST_HELD = 8 << 20;

    private static final String CREATE =
            """
            create temporary table if not exists staged_run (
                place           bigint not null,
                key             text collate "C" not null,
                variables       double precision[],
                labels          text[],
                metrics         double precision[],
                standard_errors double precision[],
                run_group       text,
                seed            bigint,
                status          text,
                tags            jsonb,
                started_at      timestamptz,
                excluded        text
            ) on commit delete rows
            """;

    private static final int COLUMNS = 12;

    private final Connection connection;
    private final List<RunRow> held = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
    private long bytes;
    private long rows;
    private @Nullable BinaryCopy aside;
    private boolean keysOnly;

    RunStage(Connection connection) {
        this.connection = connection;
    }

    /// Once a row was bad nothing will be written; then only the keys are of use, to find those
    /// that stand twice.
    void add(RunRow row, boolean good) throws SQLException {
        if (aside == null && good && row.key != null && keys.add(row.key)) {
            bytes += row.bytes();
            if (bytes <= MOST_HELD) {
                held.add(new RunRow(row));
                return;
            }
        }
        keysOnly |= !good;
        if (row.key != null) {
            stage(row, aside == null ? putAside() : aside);
        }
    }

    /// Ends the reading.
    void finish() throws SQLException {
        rows = aside == null ? held.size() : aside.finish();
    }

    /// Whether all rows are held: each is good and its key stands once.
    boolean isHeld() {
        return aside == null;
    }

    /// Keys of the rows that are held.
    String[] heldKeys() {
        return held.stream().map(row -> row.key).toArray(String[]::new);
    }

    long rows() {
        return rows;
    }

    /// Writes the rows that are held into `staged_run`.
    void putHeldAside() throws SQLException {
        rows = putAside().finish();
    }

    private BinaryCopy putAside() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(CREATE);
        }
        BinaryCopy copy = BinaryCopy.into(connection, "staged_run");
        aside = copy;
        for (RunRow row : held) {
            stage(row, copy);
        }
        held.clear();
        keys.clear();
        return copy;
    }

    private void stage(RunRow row, BinaryCopy copy) throws SQLException {
        copy.row(COLUMNS);
        copy.bigint(row.place);
        copy.text(row.key);
        if (keysOnly) {
            for (int i = 2; i < COLUMNS; i++) {
                copy.absent();
            }
            return;
        }
        content(row, copy);
    }

    private static void content(RunRow row, BinaryCopy copy) {
        copy.numbers(row.variables, lengthOf(row.variables));
        copy.texts(row.labels, lengthOf(row.labels));
        copy.numbers(row.metrics, lengthOf(row.metrics));
        copy.numbers(row.standardErrors, lengthOf(row.standardErrors));
        copy.text(row.group);
        if (row.seed == null) {
            copy.absent();
        } else {
            copy.bigint(row.seed);
        }
        copy.text(row.status);
        copy.jsonb(row.tags.isEmpty() ? "{}" : json(row.tags));
        copy.timestamp(row.startedAt);
        copy.text(row.excluded);
    }

    @Override
    public void close() throws SQLException {
        if (aside != null) {
            aside.close();
        }
    }

    private static int lengthOf(double[] values) {
        int length = values.length;
        while (length > 0 && Double.isNaN(values[length - 1])) {
            length--;
        }
        return length;
    }

    private static int lengthOf(@Nullable String[] values) {
        int length = values.length;
        while (length > 0 && values[length - 1] == null) {
            length--;
        }
        return length;
    }

    private static String json(Map<String, String> tags) {
        var json = new StringBuilder("{");
        var encoder = JsonStringEncoder.getInstance();
        tags.forEach((name, value) -> {
            json.append(json.length() == 1 ? "\"" : ",\"");
            json.append(encoder.quoteAsCharArray(name)).append("\":\"");
            json.append(encoder.quoteAsCharArray(value)).append('"');
        });
        return json.append('}').toString();
    }
}
