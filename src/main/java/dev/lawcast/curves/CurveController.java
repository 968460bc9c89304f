package dev.lawcast.curves;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.Cursor;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Page;
import dev.lawcast.uploads.SpooledBody;
import dev.lawcast.uploads.Upload;
import dev.lawcast.uploads.UploadFormat;
import dev.lawcast.uploads.Uploads;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;

@RestController
@RequestMapping("/api/v1/experiments/{id}")
class CurveController {

    private final Uploads uploads;
    private final PointUploads points;
    private final Curves curves;

    CurveController(Uploads uploads, PointUploads points, Curves curves) {
        this.uploads = uploads;
        this.points = points;
        this.curves = curves;
    }

    @PostMapping("/points")
    PointCounts upload(@PathVariable String id, HttpServletRequest request) throws IOException {
        return take(id, null, request);
    }

    @PostMapping("/runs/{key}/points")
    PointCounts upload(
            @PathVariable String id, @PathVariable String key, HttpServletRequest request)
            throws IOException {
        return take(id, key, request);
    }

    @GetMapping("/runs/{key}/points")
    Page<?> curve(
            @PathVariable String id,
            @PathVariable String key,
            @RequestParam @Nullable String metric,
            @RequestParam("max_points") @Nullable String maxPoints,
            @RequestParam @Nullable String limit,
            @RequestParam @Nullable String cursor) {
        int most = Cursor.limit(limit, Curves.PAGE, Curves.LARGEST_PAGE);
        if (maxPoints != null) {
            if (limit != null || cursor != null) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER,
                        "max_points draws the whole curve; limit and cursor page through it. Send"
                                + " one or the other.");
            }
            return curves.drawn(id, key, metric, maxPoints);
        }
        return metric == null
                ? curves.rows(id, key, most, cursor)
                : curves.curve(id, key, metric, most, cursor);
    }

    private PointCounts take(String id, @Nullable String run, HttpServletRequest request)
            throws IOException {
        points.requireTarget(id, run);
        Upload upload = uploads.open(request, UploadFormat.NDJSON, UploadFormat.JSON);
        try (SpooledBody body = SpooledBody.of(upload)) {
            return points.upload(id, run, upload.format(), body);
        }
    }
}
