package dev.lawcast.runs;

import dev.lawcast.api.Invisible;

import org.jspecify.annotations.Nullable;

/// Which texts a run may hold.
final class RunTexts {

    static final int LONGEST_TEXT = 1_000;
    static final int LONGEST_TAG_NAME = 100;
    static final int MOST_TAGS = 200;

    private RunTexts() {}

    /// The rule that a key breaks, as the end of a sentence, or null.
    static @Nullable String brokenByKey(String key) {
        if (key.equals(".") || key.equals("..")) {
            return "must not be '.' or '..', which no path can name.";
        }
        if (key.isBlank()) {
            return "must not be blank.";
        }
        return broken(key, Run.LONGEST_KEY);
    }

    static @Nullable String brokenByTagName(String name) {
        return name.isBlank() ? "must not be blank." : broken(name, LONGEST_TAG_NAME);
    }

    static @Nullable String brokenByText(String text) {
        return text.isEmpty()
                ? "must not be empty: leave it out instead."
                : broken(text, LONGEST_TEXT, true);
    }

    private static @Nullable String broken(String name, int longest) {
        String rule = broken(name, longest, false);
        if (rule != null) {
            return rule;
        }
        int hidden = Invisible.first(name);
        if (hidden >= 0) {
            return String.format(
                    "must not hold the invisible character U+%04X. Maybe it was copied from a web"
                            + " page or a document.",
                    hidden);
        }
        return name.equals(name.strip()) ? null : "must not start or end with a blank (U+0020).";
    }

    private static @Nullable String broken(String text, int longest, boolean lines) {
        int length = text.length();
        if (length > longest) {
            return "must have at most " + longest + " characters; it has " + length + ".";
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029) {
                if (!lines || c != '\n' && c != '\r' && c != '\t') {
                    return String.format("must not hold the control character U+%04X.", (int) c);
                }
            } else if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < length
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    return String.format(
                            "must not hold half of a surrogate pair (U+%04X).", (int) c);
                }
            }
        }
        return null;
    }
}
