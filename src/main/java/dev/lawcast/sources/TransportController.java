package dev.lawcast.sources;

import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.api.JsonBody;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What is computed from samples while the caller waits. Nothing is kept.
@RestController
@RequestMapping("/api/v1")
@Needs(Role.READER) // each only asks
class TransportController {

    private final Transports transports;
    private final SourceDiagnoses diagnoses;

    TransportController(Transports transports, SourceDiagnoses diagnoses) {
        this.transports = transports;
        this.diagnoses = diagnoses;
    }

    @PostMapping("/transports")
    Transports.Answer transport(JsonBody body) {
        return transports.answer(Transports.question(body));
    }

    @PostMapping("/diagnostics/sources")
    SourceDiagnoses.Answer diagnose(JsonBody body) {
        return diagnoses.answer(SourceDiagnoses.question(body));
    }
}
