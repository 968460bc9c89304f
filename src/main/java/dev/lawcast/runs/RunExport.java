package dev.lawcast.runs;

import de.siegmar.fastcsv.writer.CsvWriter;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.uploads.UploadFormat;

import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.MimeTypeUtils;

import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes all runs that meet a filter as they come from the database, in a form that imports again
/// without loss.
@Service
class RunExport {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<UploadFormat> FORMATS =
            List.of(UploadFormat.JSON, UploadFormat.CSV, UploadFormat.NDJSON);

    private final Experiments experiments;
    private final RunRepository repository;

    RunExport(Experiments experiments, RunRepository repository) {
        this.experiments = experiments;
        this.repository = repository;
    }

    /// What the client would rather have.
    ///
    /// @throws ApiException NOT_ACCEPTABLE
    static UploadFormat format(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return UploadFormat.JSON;
        }
        List<MediaType> wanted;
        try {
            wanted = new ArrayList<>(MediaType.parseMediaTypes(accept));
        } catch (InvalidMediaTypeException e) {
            wanted = new ArrayList<>();
        }
        MimeTypeUtils.sortBySpecificity(wanted);
        wanted.sort((a, b) -> Double.compare(b.getQualityValue(), a.getQualityValue()));
        for (MediaType type : wanted) {
            for (UploadFormat format : FORMATS) {
                if (type.getQualityValue() > 0 && type.includes(format.type())) {
                    return format;
                }
            }
        }
        throw new ApiException(
                ErrorCode.NOT_ACCEPTABLE,
                "Accept is '"
                        + InputError.cut(accept)
                        + "'; runs come as application/json, text/csv or application/x-ndjson.");
    }

    /// An export that ended at a limit would look complete, for it has no place for a next cursor.
    ///
    /// @throws ApiException INVALID_PARAMETER
    static void refusePaging(UploadFormat format, @Nullable String limit, @Nullable String cursor) {
        if (limit != null || cursor != null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER,
                    "'"
                            + (limit == null ? "cursor" : "limit")
                            + "' is for pages in JSON; an export as "
                            + format.type()
                            + " holds all runs that meet 'where'. Leave it out, or ask for"
                            + " application/json.");
        }
    }

    /// One snapshot for the tags of the header and the runs below it.
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public void write(
            String experimentId,
            @Nullable String where,
            Runs.Exclusion exclusion,
            UploadFormat format,
            HttpServletResponse response)
            throws IOException {
        Experiment experiment = experiments.get(experimentId);
        Filter filter = Runs.filter(experiment, where, exclusion);
        List<RunColumn> columns =
                format == UploadFormat.CSV ? columns(experiment, filter) : List.of();
        response.setContentType(format.type() + ";charset=UTF-8");
        response.setHeader(
                "Content-Disposition",
                "attachment; filename=\"runs."
                        + (format == UploadFormat.CSV ? "csv" : "ndjson")
                        + '"');
        try (Writer out =
                new BufferedWriter(
                        new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8),
                        1 << 16)) {
            if (format == UploadFormat.CSV) {
                csv(experiment, filter, columns, out);
            } else {
                ndjson(experiment, filter, out);
            }
        }
    }

    private List<RunColumn> columns(Experiment experiment, Filter filter) {
        List<RunColumn> columns = new ArrayList<>(new RunColumns(experiment).all());
        int room = CsvHeader.MOST_COLUMNS - columns.size();
        List<String> tags = repository.tagNames(experiment, filter, room + 1);
        if (tags.size() > room) {
            throw new ApiException(
                    ErrorCode.NOT_ACCEPTABLE,
                    "These runs have more than "
                            + room
                            + " different tags, too many for columns. Export them as"
                            + " application/x-ndjson.");
        }
        tags.forEach(tag -> columns.add(new RunColumn.OfTag(tag)));
        return columns;
    }

    private void csv(Experiment experiment, Filter filter, List<RunColumn> columns, Writer out)
            throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(out)) {
            csv.writeRecord(columns.stream().map(RunColumn::name).toList());
            repository.forEach(
                    experiment,
                    filter,
                    run -> {
                        var record = csv.writeRecord();
                        for (RunColumn column : columns) {
                            record.writeField(cell(run, column));
                        }
                        record.endRecord();
                    });
        }
    }

    private void ndjson(Experiment experiment, Filter filter, Writer out) {
        repository.forEach(
                experiment,
                filter,
                run -> {
                    try {
                        out.write(JSON.writeValueAsString(importable(run)));
                        out.write('\n');
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static @Nullable String cell(Run run, RunColumn column) {
        return switch (column) {
            case RunColumn.Attribute(var kind) ->
                    switch (kind) {
                        case KEY -> FormulaGuard.guarded(run.key());
                        case SEED -> text(run.seed());
                        case STATUS -> guarded(run.status());
                        case GROUP -> guarded(run.group());
                        case STARTED_AT -> text(run.startedAt());
                        case EXCLUDED -> guarded(run.excluded());
                    };
            case RunColumn.OfVariable(var variable) -> {
                Object value = run.variables().get(variable.name());
                yield value instanceof String label ? guarded(label) : text(value);
            }
            case RunColumn.OfMetric(var metric) -> text(run.metrics().get(metric.name()));
            case RunColumn.OfStandardError(var metric) ->
                    text(run.standardErrors().get(metric.name()));
            case RunColumn.OfTag(var tag) -> guarded(run.tags().get(tag));
        };
    }

    private static @Nullable String guarded(@Nullable String text) {
        return text == null ? null : FormulaGuard.guarded(text);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /// What an upload may say of a run; absent values are left out.
    private static Map<String, Object> importable(Run run) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", run.key());
        putUnlessEmpty(fields, "variables", run.variables());
        putUnlessEmpty(fields, "metrics", run.metrics());
        putUnlessEmpty(fields, "standard_errors", run.standardErrors());
        put(fields, "group", run.group());
        put(fields, "seed", run.seed());
        put(fields, "status", run.status());
        putUnlessEmpty(fields, "tags", run.tags());
        put(fields, "started_at", text(run.startedAt()));
        put(fields, "excluded", run.excluded());
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static void putUnlessEmpty(
            Map<String, Object> fields, String name, Map<String, ?> values) {
        if (!values.isEmpty()) {
            fields.put(name, values);
        }
    }
}
