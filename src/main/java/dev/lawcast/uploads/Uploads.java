package dev.lawcast.uploads;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Opens the body of a request that may be large. `lawcast.uploads.largest-body` bounds its bytes.
@Component
public class Uploads {

    private final long mostBytes;

    public Uploads(@Value("${lawcast.uploads.largest-body}") DataSize largestBody) {
        this.mostBytes = largestBody.toBytes();
    }

    /// The body, none of it read yet, in one of the accepted formats.
    ///
    /// @throws ApiException where the type is another, the body is compressed, or announced larger
    ///   than the limit
    public Upload open(HttpServletRequest request, UploadFormat... accepted) throws IOException {
        return open(request, mostBytes, accepted);
    }

    /// Likewise, with a limit of its own in the place of that of all uploads.
    public Upload open(HttpServletRequest request, long mostBytes, UploadFormat... accepted)
            throws IOException {
        refuseCompressed(request);
        UploadFormat format = format(request.getContentType(), Arrays.asList(accepted));
        if (request.getContentLengthLong() > mostBytes) {
            throw LimitedStream.tooLarge(mostBytes);
        }
        return new Upload(format, new LimitedStream(request.getInputStream(), mostBytes));
    }

    private static void refuseCompressed(HttpServletRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_ENCODING,
                    "Content-Encoding is '"
                            + InputError.cut(encoding)
                            + "'; send the body uncompressed.");
        }
    }

    private static UploadFormat format(@Nullable String given, List<UploadFormat> accepted) {
        MediaType type = null;
        Charset charset = null;
        try {
            type = given == null ? null : MediaType.parseMediaType(given);
            charset = type == null ? null : type.getCharset();
        } catch (IllegalArgumentException e) {
            type = null;
        }
        if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type is '" + InputError.cut(given) + "', the charset must be utf-8.");
        }
        if (type != null) {
            for (UploadFormat format : accepted) {
                if (format.matches(type)) {
                    return format;
                }
            }
        }
        if (type == null && given != null && given.toLowerCase(Locale.ROOT).contains("charset=")) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type is '"
                            + InputError.cut(given)
                            + "', whose charset is not known; it must be utf-8.");
        }
        throw new ApiException(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                (given == null
                                ? "There is no Content-Type"
                                : "Content-Type is '" + InputError.cut(given) + "'")
                        + ", must be "
                        + accepted.stream()
                                .map(format -> format.type().toString())
                                .collect(Collectors.joining(" or "))
                        + ".");
    }
}
