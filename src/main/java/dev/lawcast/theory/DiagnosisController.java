package dev.lawcast.theory;

import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.theory.IntrinsicDimension;
import dev.lawcast.scaling.theory.Matrix;
import dev.lawcast.scaling.theory.ModelShape;
import dev.lawcast.scaling.theory.RegimeDiagnosis;
import dev.lawcast.scaling.theory.SuperpositionDiagnosis;
import dev.lawcast.uploads.NpyArray;
import dev.lawcast.uploads.SpooledBody;
import dev.lawcast.uploads.UploadFormat;
import dev.lawcast.uploads.Uploads;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// What was measured, and which theory speaks of it. Nothing is kept.
@RestController
@Needs(Role.READER) // each only asks
@RequestMapping("/api/v1/diagnostics")
class DiagnosisController {

    /// 20,000 × 512 features and a vocabulary of 50,000 in width 768 fit.
    private static final int MOST_VALUES = 40_000_000;

    private static final int LONGEST_WAIT = 30;

    /// One matrix fills a part of the heap and all cores.
    private final Semaphore turn = new Semaphore(1);

    private final Uploads uploads;
    private final JsonMapper json;

    DiagnosisController(Uploads uploads, JsonMapper json) {
        this.uploads = uploads;
        this.json = json;
    }

    @PostMapping("/superposition")
    ObjectNode superposition(HttpServletRequest request) throws IOException {
        SuperpositionDiagnosis found = ofMatrix(request, SuperpositionDiagnosis::of);
        ObjectNode view = json.valueToTree(found);
        view.put("regime", Words.of(found.regime()));
        return view;
    }

    @PostMapping("/dimension")
    IntrinsicDimension.Result dimension(HttpServletRequest request) throws IOException {
        return ofMatrix(request, IntrinsicDimension::of);
    }

    @PostMapping("/regime")
    ObjectNode regime(JsonBody body) {
        body.allow("x", "loss", "axis", "limit");
        for (String name : List.of("x", "loss", "axis")) {
            if (!body.has(name)) {
                body.missing(name);
            }
        }
        List<Double> x = body.numbers("x", 10_000);
        List<Double> loss = body.numbers("loss", 10_000);
        String axis = body.oneOf("axis", List.of("data", "width", "parameters"));
        JsonBody limit = body.object("limit");
        RegimeDiagnosis.@Nullable Limit known = limit == null ? null : limit(limit);
        RegimeDiagnosis.Result found =
                Words.checked(
                        body,
                        "x",
                        () ->
                                RegimeDiagnosis.of(
                                        x,
                                        loss,
                                        switch (String.valueOf(axis)) {
                                            case "data" -> RegimeDiagnosis.Axis.DATA;
                                            case "width" -> RegimeDiagnosis.Axis.WIDTH;
                                            default -> RegimeDiagnosis.Axis.PARAMETERS;
                                        },
                                        known));
        ObjectNode view = json.valueToTree(found);
        view.put("regime", Words.of(found.regime()));
        return view;
    }

    private static RegimeDiagnosis.Limit limit(JsonBody limit) {
        limit.allow("value", "standard_error");
        return new RegimeDiagnosis.Limit(
                Words.required(limit, "value", -1e100, 1e100),
                Words.optional(limit, "standard_error", 0, 1e100, 0));
    }

    @PostMapping("/model-shape")
    ModelShape.Scaled shape(JsonBody body) {
        body.allow("model", "flops", "weights", "runtime");
        double flops = size(body, "flops");
        JsonBody given = body.object("model");
        if (given == null && !body.has("model")) {
            body.missing("model");
        }
        ModelShape.@Nullable Model model = given == null ? null : model(given);
        JsonBody weights = body.object("weights");
        JsonBody runtime = body.object("runtime");
        double[] shares = {.1, .8, .1};
        if (weights != null) {
            weights.allow("depth", "width", "resolution");
            shares[0] = Words.required(weights, "depth", 0, 1);
            shares[1] = Words.required(weights, "width", 0, 1);
            shares[2] = Words.required(weights, "resolution", 0, 1);
        }
        ModelShape.@Nullable Runtime constants = runtime == null ? null : runtime(runtime);
        ModelShape.Weights chosen =
                Words.checked(
                        body,
                        "weights",
                        () -> new ModelShape.Weights(shares[0], shares[1], shares[2]));
        return Words.checked(
                body,
                "model",
                () -> ModelShape.scale(Objects.requireNonNull(model), flops, chosen, constants));
    }

    private static ModelShape.Model model(JsonBody given) {
        given.allow("depth", "width", "resolution", "flops", "parameters", "activations");
        return new ModelShape.Model(
                size(given, "depth"),
                size(given, "width"),
                size(given, "resolution"),
                size(given, "flops"),
                given.has("parameters") ? size(given, "parameters") : null,
                given.has("activations") ? size(given, "activations") : null);
    }

    private static ModelShape.Runtime runtime(JsonBody runtime) {
        runtime.allow("c0", "c1");
        return new ModelShape.Runtime(
                Words.required(runtime, "c0", 0, 1e50), Words.required(runtime, "c1", 0, 1e50));
    }

    private static double size(JsonBody body, String name) {
        return Words.required(body, name, 1e-50, 1e50);
    }

    private <T> T ofMatrix(HttpServletRequest request, Function<Matrix, T> diagnosis)
            throws IOException {
        // No other caller waits for a slow client: the body is complete before the turn comes.
        try (SpooledBody body = SpooledBody.of(uploads.open(request, UploadFormat.NPY))) {
            if (!turn.tryAcquire(LONGEST_WAIT, TimeUnit.SECONDS)) {
                throw new ApiException(
                        ErrorCode.UNAVAILABLE,
                        "Other matrices are being looked at, one after the other. Try again later.");
            }
            try {
                NpyArray array = NpyArray.read(body.bytes(), MOST_VALUES);
                return diagnosis.apply(new Matrix(array.rows(), array.columns(), array.values()));
            } finally {
                turn.release();
            }
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new ApiException(
                    ErrorCode.INVALID_INPUT,
                    message,
                    List.of(InputError.at("", null, ErrorCode.OUT_OF_RANGE, message)),
                    1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.UNAVAILABLE, "The service is stopping.");
        }
    }
}
