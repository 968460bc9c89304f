package dev.lawcast.runs;

import dev.lawcast.api.Cursor;
import dev.lawcast.api.JsonBody;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.uploads.UploadFormat;
import dev.lawcast.uploads.Uploads;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;

@RestController
@RequestMapping("/api/v1/experiments/{id}/runs")
class RunController {

    private final Experiments experiments;
    private final Runs runs;
    private final RunUpload upload;
    private final RunExport export;
    private final Uploads uploads;

    RunController(
            Experiments experiments,
            Runs runs,
            RunUpload upload,
            RunExport export,
            Uploads uploads) {
        this.experiments = experiments;
        this.runs = runs;
        this.upload = upload;
        this.export = export;
        this.uploads = uploads;
    }

    @PostMapping
    UploadCounts upload(@PathVariable String id, HttpServletRequest request) throws IOException {
        return upload.take(
                id,
                uploads.open(request, UploadFormat.JSON, UploadFormat.CSV, UploadFormat.NDJSON));
    }

    /// A page in JSON, or all of the runs in CSV or NDJSON.
    @GetMapping
    @Nullable Object list(
            @PathVariable String id,
            @RequestParam @Nullable String where,
            @RequestParam @Nullable String limit,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable String excluded,
            @RequestHeader(value = "Accept", required = false) @Nullable String accept,
            HttpServletResponse response)
            throws IOException {
        UploadFormat format = RunExport.format(accept);
        var exclusion = Runs.Exclusion.of(excluded);
        if (format == UploadFormat.JSON) {
            return runs.page(experiments.get(id), where, exclusion, Cursor.limit(limit), cursor);
        }
        RunExport.refusePaging(format, limit, cursor);
        export.write(id, where, exclusion, format, response);
        return null;
    }

    @GetMapping("/{key}")
    ResponseEntity<Run> get(@PathVariable String id, @PathVariable String key) {
        return answer(runs.get(experiments.get(id), key));
    }

    @PatchMapping("/{key}")
    ResponseEntity<Run> change(
            @PathVariable String id,
            @PathVariable String key,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch,
            JsonBody body) {
        return answer(runs.change(id, key, ifMatch, body));
    }

    @DeleteMapping("/{key}")
    ResponseEntity<Void> delete(
            @PathVariable String id,
            @PathVariable String key,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch) {
        runs.delete(id, key, ifMatch);
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<Run> answer(Run run) {
        return ResponseEntity.ok().eTag(Runs.tag(run).value()).body(run);
    }
}
