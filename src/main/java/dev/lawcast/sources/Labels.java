package dev.lawcast.sources;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.InputErrors;
import dev.lawcast.api.Invisible;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/// The labels of a sample: whole numbers or texts, one a row. Stored as lines of UTF-8.
///
/// @param content each label with a line feed behind it
record Labels(SampleArray array, byte[] content) {

    private static final int LONGEST = 200;

    /// Collects labels and what is wrong with them.
    static final class Intake {

        private final SampleLimits limits;
        private final List<String> labels = new ArrayList<>();
        private final InputErrors errors = new InputErrors();
        private boolean integers = true;

        Intake(SampleLimits limits) {
            this.limits = limits;
        }

        InputErrors errors() {
            return errors;
        }

        int count() {
            return labels.size();
        }

        /// One more label; what it is told by is the caller's.
        ///
        /// @return the rule that it breaks, or nothing
        String take(String label) {
            limits.requireRows(labels.size() + 1L);
            labels.add(label);
            integers &= isInteger(label);
            if (label.isBlank()) {
                return "is blank. Every row needs a label.";
            }
            if (label.length() > LONGEST) {
                return "has " + label.length() + " characters, at most " + LONGEST + " are kept.";
            }
            boolean hidden =
                    Invisible.first(label) >= 0
                            || label.chars()
                                    .anyMatch(c ->
                                            Character.isISOControl(c) || c == 0x2028 || c == 0x2029)
                            || label.codePoints()
                                    .anyMatch(c -> Character.getType(c) == Character.SURROGATE);
            return hidden ? "holds a character that cannot be printed or seen." : "";
        }

        /// @throws ApiException INVALID_INPUT with all that is wrong
        Labels end(String readAs) {
            if (labels.isEmpty() && errors.isEmpty()) {
                errors.add(InputError.at("", null, ErrorCode.MISSING, "There are no labels."));
            }
            errors.throwIfAny();
            var text = new StringBuilder();
            labels.forEach(label -> text.append(label).append('\n'));
            byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
            return new Labels(
                    new SampleArray(
                            new UUID(0, 0),
                            integers ? SampleArray.Type.INTEGER : SampleArray.Type.TEXT,
                            readAs,
                            labels.size(),
                            1,
                            new HashSet<>(labels).size(),
                            HexFormat.of().formatHex(FeatureIntake.sha256().digest(content)),
                            List.of(),
                            Instant.EPOCH),
                    content);
        }

        /// As a long is written, so that the text and the number are the same label.
        private static boolean isInteger(String label) {
            return label.matches("0|-?[1-9][0-9]{0,18}")
                    && (label.length() < 19 || fitsLong(label));
        }

        private static boolean fitsLong(String label) {
            try {
                Long.parseLong(label);
                return true;
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }

    /// Whole numbers by their value, texts by their characters.
    static Comparator<String> order(SampleArray.Type type) {
        return type == SampleArray.Type.INTEGER
                ? Comparator.comparingLong(Long::parseLong)
                : Comparator.naturalOrder();
    }

    static List<String> lines(byte[] content) {
        return new String(content, StandardCharsets.UTF_8).lines().toList();
    }
}
