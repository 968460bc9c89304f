package dev.lawcast.schedules;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class DifferenceController {

    private final Differences differences;

    DifferenceController(Differences differences) {
        this.differences = differences;
    }

    @GetMapping("/api/v1/fits/{fit}/difference")
    Difference difference(@PathVariable String fit) {
        return differences.of(fit);
    }
}
