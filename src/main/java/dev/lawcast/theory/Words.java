package dev.lawcast.theory;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.theory.Keep;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Values of enums as they stand in JSON, and the required fields of questions.
final class Words {

    private static final List<String> KEEP = List.of("hardest", "easiest", "hard", "easy");

    private Words() {}

    /// `VARIANCE_LIMITED` is `variance_limited`.
    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// `hard` and `easy` are other words for `hardest` and `easiest`; the hardest where absent.
    static Keep keep(JsonBody body) {
        String word = body.oneOf("keep", KEEP);
        return word == null || word.startsWith("hard") ? Keep.HARDEST : Keep.EASIEST;
    }

    /// A number within a range; its lower end, and an error, where it is missing or outside.
    static double required(JsonBody body, String name, double least, double most) {
        Double value = body.number(name);
        if (value == null && body.field(name) == null) {
            body.missing(name);
        }
        return within(body, name, value, least, most, least);
    }

    static double optional(
            JsonBody body, String name, double least, double most, double otherwise) {
        return within(body, name, body.number(name), least, most, otherwise);
    }

    static int whole(JsonBody body, String name, int least, int most, int otherwise) {
        Long value = body.integer(name, least, most);
        return value == null ? otherwise : value.intValue();
    }

    private static double within(
            JsonBody body,
            String name,
            @Nullable Double value,
            double least,
            double most,
            double otherwise) {
        return value != null && isWithin(body, name, value, least, most) ? value : otherwise;
    }

    /// False, and an error at the field, where the value is outside.
    static boolean isWithin(JsonBody body, String name, double value, double least, double most) {
        if (value >= least && value <= most) {
            return true;
        }
        body.fail(
                name,
                String.valueOf(value),
                ErrorCode.OUT_OF_RANGE,
                "'" + name + "' is " + value + ", must be from " + least + " to " + most + ".");
        return false;
    }

    /// What the science refuses with a sentence becomes an error at a field.
    static <T> T checked(JsonBody body, String field, Supplier<T> made) {
        body.errors().throwIfAny();
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            body.fail(field, null, ErrorCode.OUT_OF_RANGE, String.valueOf(e.getMessage()));
            body.errors().throwIfAny();
            throw e;
        }
    }
}
