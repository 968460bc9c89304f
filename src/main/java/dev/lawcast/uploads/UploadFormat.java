package dev.lawcast.uploads;

import org.springframework.http.MediaType;

import java.util.List;

/// How a large body is written, told by its Content-Type.
public enum UploadFormat {
    JSON("application/json"),
    CSV("text/csv"),
    NDJSON("application/x-ndjson", "application/ndjson"),
    NPY("application/octet-stream"),
    ZIP("application/zip");

    private final List<MediaType> types;

    UploadFormat(String... types) {
        this.types = MediaType.parseMediaTypes(List.of(types));
    }

    /// The type that answers carry.
    public MediaType type() {
        return types.getFirst();
    }

    boolean matches(MediaType given) {
        return types.stream().anyMatch(type -> type.equalsTypeAndSubtype(given));
    }
}
