package dev.lawcast.forecasts;

import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.api.JsonBody;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Two curves against each other. Nothing is written, so asking again is free.
@RestController
@RequestMapping("/api/v1/comparisons")
@Needs(Role.READER) // each only asks
class ComparisonController {

    private final ComparedCurves curves;

    ComparisonController(ComparedCurves curves) {
        this.curves = curves;
    }

    @PostMapping
    ComparisonAnswer compare(JsonBody body) {
        body.allow("fits", "along", "given", "from", "to", "at", "level");
        return new ComparisonQuestion(curves.read(body), body).answer();
    }
}
