package dev.lawcast.forecasts;

import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.api.JsonBody;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a fit says of runs that nobody has trained. Nothing is written, so asking again is free.
@RestController
@Needs(Role.READER) // each only asks
@RequestMapping("/api/v1/fits/{fit}")
class ForecastController {

    private final ForecastService forecasts;

    ForecastController(ForecastService forecasts) {
        this.forecasts = forecasts;
    }

    @PostMapping("/forecasts")
    ForecastAnswer forecast(@PathVariable String fit, JsonBody body) {
        return forecasts.forecast(fit, body);
    }

    @PostMapping("/targets")
    TargetAnswer target(@PathVariable String fit, JsonBody body) {
        return forecasts.target(fit, body);
    }

    @PostMapping("/allocations")
    AllocationAnswer allocate(@PathVariable String fit, JsonBody body) {
        return forecasts.allocate(fit, body);
    }
}
