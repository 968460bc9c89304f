package dev.lawcast.api;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why a text is not JSON, in words for whoever wrote it: the parser's own speak to programmers.
final class JsonFault {

    private static final Pattern CHARACTER =
            Pattern.compile("[Uu]nexpected character \\('(.*?)' \\(code (\\d+)", Pattern.DOTALL);
    private static final Pattern TOKEN =
            Pattern.compile("(?:Unrecognized|on-standard) token '(.*?)'");
    private static final Pattern DUPLICATE =
            Pattern.compile("Duplicate (?:field|Object property) [\"'](.*?)[\"']", Pattern.DOTALL);
    private static final Pattern CONTROL = Pattern.compile("\\(CTRL-CHAR, code (\\d+)\\)");

    private static final String INCOMPLETE_NUMBER =
            "a number is not complete. Maybe a digit is missing after the point, the sign or the e";

    private JsonFault() {}

    /// What is wrong, a clause without a full stop, then the likely cause as a sentence where there
    /// is one: `at '5' no value can start. Maybe …`
    static String of(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        if (e instanceof StreamConstraintsException) {
            return limit(message.toLowerCase(Locale.ROOT));
        }
        Matcher duplicate = DUPLICATE.matcher(message);
        if (duplicate.find()) {
            return "Duplicate field '" + InputError.cut(duplicate.group(1)) + "'";
        }
        if (e instanceof UnexpectedEndOfInputException || message.contains("end-of-input")) {
            return "it ends in the middle. Maybe the upload was cut, or an object spans several"
                    + " lines and was sent as NDJSON";
        }
        Matcher token = TOKEN.matcher(message);
        if (token.find()) {
            return token(token.group(1));
        }
        if (message.contains("eading zero")) {
            return "a number starts with a needless 0. Maybe it is an identifier: write it in"
                    + " quotes";
        }
        if (message.contains("not followed by a digit")) {
            return INCOMPLETE_NUMBER;
        }
        Matcher character = CHARACTER.matcher(message);
        if (character.find()) {
            return character(Integer.parseInt(character.group(2)), message);
        }
        Matcher control = CONTROL.matcher(message);
        if (control.find()) {
            return String.format(
                    "a text holds the bare control character U+%04X. Maybe it is a line break or a"
                            + " tab: write \\n or \\t",
                    Integer.parseInt(control.group(1)));
        }
        if (message.contains("escape")) {
            return "a backslash in a text starts no escape. Maybe it is a Windows path: double the"
                    + " backslash";
        }
        if (message.contains("railing token")) {
            return "after the first value there is more";
        }
        if (message.toLowerCase(Locale.ROOT).contains("numeric value")) {
            return INCOMPLETE_NUMBER;
        }
        return "what stands here has no place in JSON";
    }

    private static String limit(String message) {
        if (message.contains("nesting depth")) {
            return "its nesting is too deep: at most 50 levels are read";
        }
        if (message.contains("number")) {
            return "a number has too many digits: its length is more than 1000. Maybe a comma or a"
                    + " point is missing";
        }
        if (message.contains("name")) {
            return "the name of a field is too long: its length is more than 1000";
        }
        return "a text is too long: its length is more than "
                + JsonBodies.MOST_BYTES
                + ". Maybe a quote is not closed";
    }

    private static String token(String text) {
        return "'"
                + InputError.cut(text)
                + "' is neither a text in quotes nor a number, true, false or null. Maybe "
                + switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "false", "null" -> "it is capitalised: write it in lower case";
                    case "none" -> "it is Python's word: write null";
                    case "nan", "inf", "infinity" ->
                            "the value does not exist: write null or leave it out";
                    default -> "its quotes are missing, or CSV was sent as JSON";
                };
    }

    private static String character(int code, String message) {
        String shown =
                Character.isISOControl(code) ? name(code) : "'" + Character.toString(code) + "'";
        String cause =
                switch (code) {
                    case '+' -> "the plus sign is too much";
                    case '.' -> "a 0 is missing before the point";
                    case '}', ']' -> "a comma before it is too much, or a value is missing";
                    case '\'' -> "the quotes are single ones: write double ones";
                    case '/', '#' -> "it is a comment, which JSON has not";
                    case '<' -> "it is HTML or XML";
                    case '\n', '\r' -> "an object spans several lines and was sent as NDJSON";
                    case '=', ';' -> "it is no JSON at all";
                    default -> likely(message);
                };
        return shown + " cannot stand here" + (cause == null ? "" : ". Maybe " + cause);
    }

    private static @Nullable String likely(String message) {
        return message.contains("comma")
                ? "a comma is missing, or CSV was sent as JSON"
                : message.contains("colon")
                        ? "a colon is missing"
                        : message.contains("double-quote")
                                ? "the quotes of a name are missing"
                                : null;
    }

    private static String name(int code) {
        return String.format("the character U+%04X", code);
    }
}
