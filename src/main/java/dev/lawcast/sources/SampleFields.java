package dev.lawcast.sources;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.Invisible;
import dev.lawcast.api.JsonBody;

import org.jspecify.annotations.Nullable;

/// What a POST makes or a PATCH changes, checked.
record SampleFields(
        String name,
        @Nullable Long size,
        @Nullable Double unitPrice,
        @Nullable Long cap,
        @Nullable String licence,
        String featureSpace) {

    private static final int LONGEST_NAME = 190; // `mixture:<name>` is the role of a variable
    private static final int LONGEST_TEXT = 10_000;
    private static final long MOST = 1L << 53; // all whole numbers up to it are exact in JSON
    private static final double HIGHEST_PRICE = 1e15;
    private static final String NORMAL_SPACE = "default";

    static SampleFields create(Sample.Kind kind, JsonBody body) {
        allow(kind, body);
        String name = name(body);
        String space = body.text("feature_space", 200);
        boolean source = kind == Sample.Kind.SOURCE;
        Long size = source ? whole(body, "size") : null;
        if (source && !body.has("size")) {
            body.missing("size");
        }
        var fields =
                new SampleFields(
                        name,
                        size,
                        source ? price(body) : null,
                        source ? whole(body, "cap") : null,
                        source ? body.text("licence", LONGEST_TEXT) : null,
                        space == null ? NORMAL_SPACE : space);
        body.errors().throwIfAny();
        return fields;
    }

    /// Fields that stand in the body replace the old ones; null removes what need not be there.
    static SampleFields change(JsonBody body, Sample old) {
        allow(old.kind(), body);
        boolean resized = body.mentions("size");
        if (resized && !body.has("size")) {
            body.missing("size");
        }
        String space = body.text("feature_space", 200);
        var fields =
                new SampleFields(
                        body.mentions("name") ? name(body) : old.name(),
                        resized ? whole(body, "size") : old.size(),
                        body.mentions("unit_price") ? price(body) : old.unitPrice(),
                        body.mentions("cap") ? whole(body, "cap") : old.cap(),
                        body.mentions("licence")
                                ? body.text("licence", LONGEST_TEXT)
                                : old.licence(),
                        body.mentions("feature_space")
                                ? space == null ? NORMAL_SPACE : space
                                : old.featureSpace());
        body.errors().throwIfAny();
        return fields;
    }

    private static void allow(Sample.Kind kind, JsonBody body) {
        if (kind == Sample.Kind.SOURCE) {
            body.allow("name", "size", "unit_price", "cap", "licence", "feature_space");
        } else {
            body.allow("name", "feature_space");
        }
    }

    private static String name(JsonBody body) {
        String name = body.requiredText("name", LONGEST_NAME);
        boolean hidden =
                Invisible.first(name) >= 0
                        || name.codePoints()
                                .anyMatch(c ->
                                        Character.isISOControl(c)
                                                || Character.getType(c) == Character.SURROGATE);
        if (hidden || !name.equals(name.strip())) {
            body.fail(
                    "name",
                    name,
                    ErrorCode.OUT_OF_RANGE,
                    "'name' starts or ends with a blank or holds a character that cannot be seen;"
                            + " mixtures call the source by its name.");
        }
        return name;
    }

    /// A whole number of samples, also where it is written as 1e6.
    private static @Nullable Long whole(JsonBody body, String name) {
        Double value = body.number(name);
        if (value == null) {
            return null;
        }
        if (value < 1 || value > MOST || value != Math.rint(value)) {
            body.fail(
                    name,
                    String.valueOf(value),
                    ErrorCode.OUT_OF_RANGE,
                    "'"
                            + name
                            + "' is "
                            + value
                            + ", must be a whole number of samples from 1 to 2^53.");
            return null;
        }
        return value.longValue();
    }

    private static @Nullable Double price(JsonBody body) {
        Double price = body.number("unit_price");
        if (price != null && !(price >= 0 && price <= HIGHEST_PRICE)) {
            body.fail(
                    "unit_price",
                    price.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'unit_price' is " + price + ", must be from 0 to " + HIGHEST_PRICE + ".");
            return null;
        }
        return price;
    }
}
