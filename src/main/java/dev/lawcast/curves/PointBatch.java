package dev.lawcast.curves;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.uploads.UploadFormat;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// A part of an upload, small enough for memory: its points as columns, and what is wrong with it.
///
/// A place is where an object stands in the upload: the line (from 1) of NDJSON, the index (from 0)
/// in a JSON array.
final class PointBatch {

    private static final int FULL = 1 << 14;
    private static final int MANY_ERRORS = 1_000;

    private final UploadFormat format;
    private final List<Placed> errors = new ArrayList<>();

    int size;
    long[] place = new long[FULL];
    String[] run = new String[FULL];
    int[] metric = new int[FULL]; // its index in the experiment's list
    double[] step = new double[FULL];
    double[] value = new double[FULL];

    private record Placed(long place, InputError error) {}

    PointBatch(UploadFormat format) {
        this.format = format;
    }

    void clear() {
        size = 0;
        errors.clear();
    }

    boolean isFull() {
        return size >= FULL || errors.size() >= MANY_ERRORS;
    }

    /// A point whose step and run follow, by [#complete].
    void add(int metric, double value) {
        if (size == place.length) {
            int room = 2 * size;
            place = Arrays.copyOf(place, room);
            run = Arrays.copyOf(run, room);
            this.metric = Arrays.copyOf(this.metric, room);
            step = Arrays.copyOf(step, room);
            this.value = Arrays.copyOf(this.value, room);
        }
        this.metric[size] = metric;
        this.value[size] = value;
        size++;
    }

    /// What the points from the given one on have in common.
    void complete(int from, long place, String run, double step) {
        for (int i = from; i < size; i++) {
            this.place[i] = place;
            this.run[i] = run;
            this.step[i] = step;
        }
    }

    /// Forgets the points from the given one on.
    void cut(int from) {
        size = from;
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    void fail(
            long place,
            @Nullable String field,
            @Nullable String value,
            ErrorCode code,
            String message) {
        errors.add(new Placed(place, error(format, place, field, value, code, message)));
    }

    /// In the order of the upload.
    List<InputError> errors() {
        errors.sort(Comparator.comparingLong(Placed::place));
        return errors.stream().map(Placed::error).toList();
    }

    /// @param field `step`, or `metrics/loss`
    static InputError error(
            UploadFormat format,
            long place,
            @Nullable String field,
            @Nullable String value,
            ErrorCode code,
            String message) {
        if (format == UploadFormat.NDJSON) {
            return InputError.inLine(place, field, value, code, message);
        }
        String pointer = "/" + place;
        if (field != null) {
            int name = field.indexOf('/') + 1; // the name of a metric may hold slashes too
            pointer +=
                    "/"
                            + field.substring(0, name)
                            + field.substring(name).replace("~", "~0").replace("/", "~1");
        }
        return InputError.at(pointer, value, code, message);
    }

    /// The place in words.
    static String name(UploadFormat format, long place) {
        return format == UploadFormat.NDJSON ? "line " + place : "element " + place;
    }
}
