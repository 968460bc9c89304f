package dev.lawcast.calibration;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Idempotency;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.Arrays;
import java.util.List;

@RestController
@RequestMapping("/api/v1")
class CalibrationController {

    private final FrozenForecasts frozen;
    private final Calibrations calibrations;
    private final Idempotency idempotency;

    CalibrationController(
            FrozenForecasts frozen, Calibrations calibrations, Idempotency idempotency) {
        this.frozen = frozen;
        this.calibrations = calibrations;
        this.idempotency = idempotency;
    }

    @PostMapping("/fits/{fit}/frozen-forecasts")
    ResponseEntity<?> freeze(@PathVariable String fit, JsonBody body, HttpServletRequest request) {
        return idempotency.once(
                request,
                body.json(),
                () ->
                        ResponseEntity.status(HttpStatus.CREATED)
                                .body(page(frozen.freeze(fit, body), null)));
    }

    @GetMapping("/experiments/{experiment}/frozen-forecasts")
    Page<FrozenForecastView> list(
            @PathVariable String experiment,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        List<String> known = Arrays.stream(FrozenForecast.Status.values()).map(Enum::name).toList();
        if (status != null && !known.contains(status)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER,
                    "status is '%s', must be one of %s."
                            .formatted(InputError.cut(status), String.join(", ", known)));
        }
        int most = Cursor.limit(limit);
        List<FrozenForecast> found =
                frozen.page(experiment, status, Cursor.id("forecasts", cursor), most + 1);
        return Page.of(found, most, "forecasts", FrozenForecast::id).map(FrozenForecastView::of);
    }

    @GetMapping("/experiments/{experiment}/calibration")
    Page<CalibrationReport> calibration(
            @PathVariable String experiment,
            @RequestParam(required = false) @Nullable String metric) {
        return new Page<>(calibrations.of(experiment, metric), null);
    }

    private static Page<FrozenForecastView> page(
            List<FrozenForecast> forecasts, @Nullable String next) {
        return new Page<>(forecasts.stream().map(FrozenForecastView::of).toList(), next);
    }
}
