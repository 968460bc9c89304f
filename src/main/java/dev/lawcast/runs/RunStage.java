package dev.lawcast.runs;

import dev.lawcast.uploads.BinaryCopy;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.io.JsonStringEncoder;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/// Writes checked rows into the temporary table `staged_run`, where SQL merges them at once.
final class RunStage implements AutoCloseable {

    static final String CREATE =
            """
            create temporary table staged_run (
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
            ) on commit drop
            """;

    private static final int COLUMNS = 12;

    private final BinaryCopy copy;
    private boolean keysOnly;

    RunStage(Connection connection) throws SQLException {
        copy = BinaryCopy.into(connection, "staged_run");
    }

    /// Once a row was bad nothing will be written; then only the keys are of use, to find those
    /// that stand twice.
    void add(RunRow row, boolean good) throws SQLException {
        keysOnly |= !good;
        if (row.key == null) {
            return;
        }
        copy.row(COLUMNS);
        copy.bigint(row.place);
        copy.text(row.key);
        if (keysOnly) {
            for (int i = 2; i < COLUMNS; i++) {
                copy.absent();
            }
            return;
        }
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

    long finish() throws SQLException {
        return copy.finish();
    }

    @Override
    public void close() throws SQLException {
        copy.close();
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
