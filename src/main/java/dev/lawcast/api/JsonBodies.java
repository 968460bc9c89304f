package dev.lawcast.api;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads the JSON object of a request into a [JsonBody], strictly: UTF-8, no duplicate keys,
/// nothing after the object, at most 1 MiB and 50 levels. Uploads of runs are larger and stream
/// through readers of their own.
@Component
public class JsonBodies implements HandlerMethodArgumentResolver {

    public static final int MOST_BYTES = 1 << 20;

    /// Limits and strictness that every reader of JSON from outside uses.
    public static final JsonFactory STRICT =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(50)
                                    .maxNumberLength(1_000)
                                    .maxNameLength(1_000)
                                    .maxStringLength(MOST_BYTES)
                                    .build())
                    .build();

    private static final JsonMapper MAPPER =
            JsonMapper.builder(STRICT)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == JsonBody.class;
    }

    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binder) {
        return read((HttpServletRequest) request.getNativeRequest());
    }

    public static JsonBody read(HttpServletRequest request) {
        requireJson(request);
        byte[] bytes;
        try {
            bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            var refusal =
                    new ApiException(
                            ErrorCode.INCOMPLETE_BODY,
                            "The body ended before it was complete. Maybe the connection broke.");
            refusal.initCause(e);
            throw refusal;
        }
        if (bytes.length > MOST_BYTES) {
            throw new ApiException(
                    ErrorCode.BODY_TOO_LARGE,
                    "The body has more than " + MOST_BYTES + " bytes, the most that is read here.");
        }
        return parse(bytes);
    }

    /// An object that was kept, to be read as if it had just been sent.
    public static JsonBody kept(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    static JsonBody parse(byte[] bytes) {
        if (bytes.length == 0) {
            throw new ApiException(
                    ErrorCode.EMPTY_BODY, "The body is empty, a JSON object is wanted.");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ApiException(
                    ErrorCode.INVALID_ENCODING,
                    "The body is not UTF-8. Maybe it is UTF-16, Latin-1 or a binary file.");
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw invalidJson(e);
        }
        if (!node.isObject()) {
            throw new ApiException(
                    ErrorCode.INVALID_JSON,
                    "The body is "
                            + InputError.cut(node.toString())
                            + ", a JSON object is wanted.");
        }
        return new JsonBody(node, "", new InputErrors());
    }

    /// The refusal of a body that is not JSON, with the place.
    public static ApiException invalidJson(JacksonException e) {
        var at = e.getLocation();
        String where =
                at == null || at.getLineNr() < 1
                        ? ""
                        : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return new ApiException(
                ErrorCode.INVALID_JSON,
                "The body is not valid JSON" + where + ": " + reason(e) + ".");
    }

    /// What the parser found and the likely cause, without a full stop at the end.
    static String reason(JacksonException e) {
        return JsonFault.of(e);
    }

    /// The same of one line of NDJSON, whose number the caller knows.
    public static String invalidLine(JacksonException e) {
        var at = e.getLocation();
        String where =
                at == null || at.getColumnNr() < 1 ? "" : " (column " + at.getColumnNr() + ")";
        return "is not valid JSON" + where + ": " + reason(e) + ".";
    }

    private static void requireJson(HttpServletRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_ENCODING,
                    "Content-Encoding is '"
                            + InputError.cut(encoding)
                            + "'; send the body uncompressed.");
        }
        String type = request.getContentType();
        MediaType parsed;
        try {
            parsed = type == null ? null : MediaType.parseMediaType(type);
        } catch (org.springframework.http.InvalidMediaTypeException e) {
            parsed = null;
        }
        if (parsed == null || !parsed.isCompatibleWith(MediaType.APPLICATION_JSON)) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type is '" + InputError.cut(type) + "', must be application/json.");
        }
    }
}
