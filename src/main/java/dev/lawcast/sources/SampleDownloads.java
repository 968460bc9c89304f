package dev.lawcast.sources;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.uploads.NpyWriter;
import dev.lawcast.uploads.UploadFormat;

import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.MimeTypeUtils;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Gives back what was stored.
@Service
class SampleDownloads {

    private final Samples samples;
    private final SampleRepository repository;

    SampleDownloads(Samples samples, SampleRepository repository) {
        this.samples = samples;
        this.repository = repository;
    }

    /// Whether the caller would rather have the array than its description in JSON.
    static boolean wantsArray(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return false;
        }
        List<MediaType> wanted;
        try {
            wanted = new ArrayList<>(MediaType.parseMediaTypes(accept));
        } catch (InvalidMediaTypeException e) {
            throw notAcceptable(accept);
        }
        MimeTypeUtils.sortBySpecificity(wanted);
        wanted.sort((a, b) -> Double.compare(b.getQualityValue(), a.getQualityValue()));
        for (MediaType type : wanted) {
            if (type.getQualityValue() > 0) {
                if (type.includes(MediaType.APPLICATION_JSON)) {
                    return false;
                }
                if (type.includes(UploadFormat.NPY.type())) {
                    return true;
                }
            }
        }
        throw notAcceptable(accept);
    }

    /// @throws ApiException NOT_FOUND where there are none
    static SampleArray features(Sample sample) {
        return require(sample, sample.features(), "features");
    }

    static SampleArray labels(Sample sample) {
        return require(sample, sample.labels(), "labels");
    }

    /// The features bit by bit as float32 or float64, rows first.
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public void writeFeatures(Sample.Kind kind, String id, HttpServletResponse response)
            throws IOException {
        Sample sample = samples.get(kind, id);
        SampleArray array = features(sample);
        String dtype = array.type() == SampleArray.Type.FLOAT32 ? "<f4" : "<f8";
        int width = array.type() == SampleArray.Type.FLOAT32 ? Float.BYTES : Double.BYTES;
        byte[] header = NpyWriter.header(dtype, array.rows(), array.columns());
        OutputStream out =
                begin(
                        sample,
                        "features.npy",
                        header.length + (long) array.rows() * array.columns() * width,
                        response);
        out.write(header);
        repository.readChunks(
                array.id(),
                content -> {
                    try {
                        out.write(content);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /// The labels as int64, or as texts of the length of the longest.
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public void writeLabels(Sample.Kind kind, String id, HttpServletResponse response)
            throws IOException {
        Sample sample = samples.get(kind, id);
        SampleArray array = labels(sample);
        List<String> lines = lines(array);
        byte[] file =
                array.type() == SampleArray.Type.INTEGER
                        ? NpyWriter.integers(lines.stream().mapToLong(Long::parseLong).toArray())
                        : NpyWriter.texts(lines);
        begin(sample, "labels.npy", file.length, response).write(file);
    }

    /// The labels that differ, in the order of their numbers or characters.
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public Views.LabelsWithClasses classes(Sample.Kind kind, String id) {
        SampleArray array = labels(samples.get(kind, id));
        var counts = new TreeMap<String, Integer>(Labels.order(array.type()));
        lines(array).forEach(label -> counts.merge(label, 1, Integer::sum));
        return Views.labels(
                array,
                counts.entrySet().stream()
                        .map(entry -> new Views.LabelClass(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private List<String> lines(SampleArray array) {
        var content = new ByteArrayOutputStream();
        repository.readChunks(array.id(), content::writeBytes);
        return Labels.lines(content.toByteArray());
    }

    private static OutputStream begin(
            Sample sample, String name, long length, HttpServletResponse response)
            throws IOException {
        response.setContentType(UploadFormat.NPY.type().toString());
        response.setContentLengthLong(length);
        response.setHeader("ETag", sample.tag().value());
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + '"');
        return response.getOutputStream();
    }

    private static SampleArray require(Sample sample, @Nullable SampleArray array, String what) {
        if (array == null) {
            throw new ApiException(
                    ErrorCode.NOT_FOUND, "The " + sample.title() + " has no " + what + " yet.");
        }
        return array;
    }

    private static ApiException notAcceptable(String accept) {
        return new ApiException(
                ErrorCode.NOT_ACCEPTABLE,
                "Accept is '"
                        + InputError.cut(accept)
                        + "'; there is application/json and application/octet-stream (.npy).");
    }
}
