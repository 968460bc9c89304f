package dev.lawcast.customlaws;

import dev.lawcast.api.Cursor;
import dev.lawcast.api.Idempotency;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;
import java.util.List;

/// Formulas kept under a name.
@RestController
@RequestMapping("/api/v1/custom-laws")
class CustomLawController {

    private static final String LIST = "custom-laws";

    private final CustomLaws laws;
    private final Idempotency idempotency;

    CustomLawController(CustomLaws laws, Idempotency idempotency) {
        this.laws = laws;
        this.idempotency = idempotency;
    }

    @PostMapping
    ResponseEntity<?> create(JsonBody body, HttpServletRequest request) {
        return idempotency.once(
                request,
                body.json(),
                () -> {
                    SavedLaw made = laws.create(body);
                    return ResponseEntity.created(URI.create("/api/v1/custom-laws/" + made.name()))
                            .eTag(CustomLaws.tag(made).value())
                            .body(made);
                });
    }

    @GetMapping
    Page<SavedLaw> list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int most = Cursor.limit(limit);
        List<SavedLaw> found = laws.page(Cursor.key(LIST, cursor), most + 1);
        return Page.of(found, most, LIST, SavedLaw::name);
    }

    @GetMapping("/{name}")
    ResponseEntity<SavedLaw> get(@PathVariable String name) {
        SavedLaw law = laws.get(name);
        return ResponseEntity.ok().eTag(CustomLaws.tag(law).value()).body(law);
    }

    @DeleteMapping("/{name}")
    ResponseEntity<Void> delete(
            @PathVariable String name,
            @RequestHeader(value = "If-Match", required = false) @Nullable String ifMatch) {
        laws.delete(name, ifMatch);
        return ResponseEntity.noContent().build();
    }
}
