package dev.lawcast.workspaces;

import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.Page;

import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

@RestController
@RequestMapping("/api/v1/audit")
@Needs(Role.ADMIN)
class AuditController {

    private static final String LIST = "audit";
    private static final int EXPORTED_AT_ONCE = 1_000;

    private final AuditRepository events;
    private final JsonMapper json;

    AuditController(AuditRepository events, JsonMapper json) {
        this.events = events;
        this.json = json;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Page<AuditEvent> list(
            @RequestParam @Nullable String limit, @RequestParam @Nullable String cursor) {
        int most = Cursor.limit(limit);
        List<AuditEvent> found = events.page(Cursor.id(LIST, cursor), most + 1);
        return Page.of(found, most, LIST, AuditEvent::id);
    }

    /// All of them, page by page, so that no transaction stays open for a slow reader.
    @GetMapping(produces = MediaType.APPLICATION_NDJSON_VALUE)
    void export(HttpServletResponse response) throws IOException {
        response.setContentType("application/x-ndjson;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"audit.ndjson\"");
        try (var out =
                new BufferedWriter(
                        new OutputStreamWriter(
                                response.getOutputStream(), StandardCharsets.UTF_8))) {
            List<AuditEvent> page = events.page(null, EXPORTED_AT_ONCE);
            while (!page.isEmpty()) {
                for (AuditEvent event : page) {
                    out.write(json.writeValueAsString(event));
                    out.write('\n');
                }
                page = events.page(page.getLast().id(), EXPORTED_AT_ONCE);
            }
        }
    }
}
