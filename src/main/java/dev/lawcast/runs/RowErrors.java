package dev.lawcast.runs;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.InputErrors;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What is wrong with the rows of an upload. The errors of the present row are kept apart until it
/// ends, because a row of the wrong length has no other errors that are worth telling.
final class RowErrors {

    private final InputErrors all;
    private final boolean lines;
    private final List<InputError> ofRow = new ArrayList<>();
    private long place;

    /// @param lines whether places are lines; else they are indices in the list `/runs`
    RowErrors(InputErrors all, boolean lines) {
        this.all = all;
        this.lines = lines;
    }

    void begin(long newPlace) {
        place = newPlace;
        ofRow.clear();
    }

    void add(@Nullable RunColumn column, @Nullable String value, ErrorCode code, String message) {
        if (lines) {
            addAt("", column == null ? null : column.name(), value, code, message);
        } else {
            addAt(column == null ? "" : column.pointer(), null, value, code, message);
        }
    }

    /// @param inRun the pointer inside the run's object
    void addAt(
            String inRun,
            @Nullable String column,
            @Nullable String value,
            ErrorCode code,
            String message) {
        ofRow.add(
                lines
                        ? InputError.inLine(place, column, value, code, message)
                        : InputError.at("/runs/" + place + inRun, value, code, message));
    }

    /// This one error stands for all of the row's.
    void replace(ErrorCode code, String message) {
        ofRow.clear();
        add(null, null, code, message);
    }

    /// Whether the present row has any.
    boolean hasAny() {
        return !ofRow.isEmpty();
    }

    /// Whether the present row has one in this column.
    boolean has(RunColumn column) {
        return ofRow.stream()
                .anyMatch(e ->
                        lines
                                ? column.name().equals(e.column())
                                : String.valueOf(e.pointer()).endsWith(column.pointer()));
    }

    /// Whether the row had none.
    boolean end() {
        boolean good = ofRow.isEmpty();
        if (!good) {
            ofRow.forEach(all::add);
            ofRow.clear();
        }
        return good;
    }

    boolean lines() {
        return lines;
    }

    /// A key that stands at two places.
    void duplicate(String key, long first, long again) {
        begin(again);
        String at = lines ? "line " + first : "/runs/" + first;
        add(
                RunColumn.Attribute.KEY,
                key,
                ErrorCode.DUPLICATE,
                "The key '"
                        + InputError.cut(key)
                        + "' stands "
                        + (lines ? "on " : "at ")
                        + at
                        + " already. Maybe the runs of several seeds share it: keys are unique in"
                        + " an experiment.");
        end();
    }
}
