package dev.lawcast.sources;

import dev.lawcast.uploads.SpooledBody;
import dev.lawcast.uploads.Upload;
import dev.lawcast.uploads.UploadFormat;
import dev.lawcast.uploads.Uploads;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

import java.io.IOException;

/// Features and labels over HTTP, the same for sources and validation samples.
@Component
class SampleExchange {

    private final Samples samples;
    private final SampleUploads sampleUploads;
    private final SampleDownloads downloads;
    private final Uploads uploads;

    SampleExchange(
            Samples samples,
            SampleUploads sampleUploads,
            SampleDownloads downloads,
            Uploads uploads) {
        this.samples = samples;
        this.sampleUploads = sampleUploads;
        this.downloads = downloads;
        this.uploads = uploads;
    }

    ResponseEntity<Views.Features> putFeatures(
            Sample.Kind kind, String id, @Nullable String ifMatch, HttpServletRequest request)
            throws IOException {
        Sample sample = put(kind, id, ifMatch, request, sampleUploads::features);
        return ResponseEntity.ok()
                .eTag(sample.tag().value())
                .body(Views.features(sample.features()));
    }

    ResponseEntity<Views.Labels> putLabels(
            Sample.Kind kind, String id, @Nullable String ifMatch, HttpServletRequest request)
            throws IOException {
        Sample sample = put(kind, id, ifMatch, request, sampleUploads::labels);
        return ResponseEntity.ok().eTag(sample.tag().value()).body(Views.labels(sample.labels()));
    }

    /// The description in JSON, or the array itself.
    @Nullable Object getFeatures(
            Sample.Kind kind, String id, @Nullable String accept, HttpServletResponse response)
            throws IOException {
        if (SampleDownloads.wantsArray(accept)) {
            downloads.writeFeatures(kind, id, response);
            return null;
        }
        Sample sample = samples.get(kind, id);
        return ResponseEntity.ok()
                .eTag(sample.tag().value())
                .body(Views.features(SampleDownloads.features(sample)));
    }

    @Nullable Object getLabels(
            Sample.Kind kind, String id, @Nullable String accept, HttpServletResponse response)
            throws IOException {
        if (SampleDownloads.wantsArray(accept)) {
            downloads.writeLabels(kind, id, response);
            return null;
        }
        return ResponseEntity.ok()
                .eTag(samples.get(kind, id).tag().value())
                .body(downloads.classes(kind, id));
    }

    ResponseEntity<Void> deleteFeatures(Sample.Kind kind, String id, @Nullable String ifMatch) {
        sampleUploads.removeFeatures(kind, id, ifMatch);
        return ResponseEntity.noContent().build();
    }

    ResponseEntity<Void> deleteLabels(Sample.Kind kind, String id, @Nullable String ifMatch) {
        sampleUploads.removeLabels(kind, id, ifMatch);
        return ResponseEntity.noContent().build();
    }

    private interface Put {
        Sample put(Sample.Kind kind, String id, @Nullable String ifMatch, SampleUploads.Body body)
                throws IOException;
    }

    /// The sample and its version are looked at before the body, so that a large one is not sent
    /// for nothing; and again at the end.
    private Sample put(
            Sample.Kind kind,
            String id,
            @Nullable String ifMatch,
            HttpServletRequest request,
            Put put)
            throws IOException {
        Upload upload =
                uploads.open(request, UploadFormat.NPY, UploadFormat.CSV, UploadFormat.JSON);
        samples.get(kind, id).tag().require(ifMatch);
        CsvCells.Header header = CsvCells.Header.of(request.getContentType());
        try (SpooledBody bytes = SpooledBody.of(upload)) {
            return put.put(
                    kind, id, ifMatch, new SampleUploads.Body(upload.format(), header, bytes));
        }
    }
}
