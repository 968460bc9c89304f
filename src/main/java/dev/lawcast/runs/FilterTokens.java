package dev.lawcast.runs;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The tokens of a filter, one ahead at a time.
final class FilterTokens {

    enum Kind {
        NAME,
        KEYWORD,
        NUMBER,
        TEXT,
        SYMBOL,
        END
    }

    /// @param text what it says: a name without its quotes, a keyword in lower case
    /// @param quoted whether a name stood in double quotes
    record Token(Kind kind, String text, boolean quoted, int start) {
        boolean is(String wanted) {
            return (kind == Kind.KEYWORD || kind == Kind.SYMBOL) && text.equals(wanted);
        }
    }

    static final int LONGEST = 10_000;

    private static final Set<String> KEYWORDS = Set.of("and", "or", "not", "in", "is", "null");
    private static final int SHOWN = 60;

    private final String source;
    private int at;
    private Token next;

    FilterTokens(String source) {
        this.source = source;
        if (source.length() > LONGEST) {
            throw new ApiException(
                    ErrorCode.INVALID_FILTER,
                    "The filter has "
                            + source.length()
                            + " characters, at most "
                            + LONGEST
                            + " are read.");
        }
        next = scan();
    }

    Token peek() {
        return next;
    }

    Token take() {
        Token taken = next;
        next = scan();
        return taken;
    }

    boolean takeIf(String wanted) {
        if (next.is(wanted)) {
            take();
            return true;
        }
        return false;
    }

    /// Whether the filter goes on like this from a place.
    boolean standsAt(int start, String text) {
        return source.startsWith(text, start);
    }

    /// A refusal that shows the place with a caret.
    ApiException refusal(int start, String message) {
        int from = Math.max(0, Math.min(start, source.length()) - SHOWN);
        int to = Math.min(source.length(), start + SHOWN);
        String shown = source.substring(from, to).replaceAll("\\p{Cntrl}", " ");
        String detail =
                message
                        + " (character "
                        + (start + 1)
                        + " of the filter)\n"
                        + shown
                        + "\n"
                        + " ".repeat(start - from)
                        + "^";
        return new ApiException(
                ErrorCode.INVALID_FILTER,
                detail,
                List.of(
                        new InputError(
                                null,
                                null,
                                "where:" + (start + 1),
                                null,
                                ErrorCode.INVALID_FILTER.id(),
                                message)),
                1);
    }

    private Token scan() {
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            at++;
        }
        int start = at;
        if (at == source.length()) {
            return new Token(Kind.END, "the end", false, start);
        }
        char c = source.charAt(at);
        if (isNameStart(c)) {
            return word(start);
        }
        if (c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+') {
            return number(start);
        }
        if (c == '\'') {
            return new Token(Kind.TEXT, quoted('\''), false, start);
        }
        if (c == '"') {
            return new Token(Kind.NAME, quoted('"'), true, start);
        }
        for (String symbol : new String[] {"<=", ">=", "!=", "<>", "<", ">", "=", "(", ")", ","}) {
            if (source.startsWith(symbol, at)) {
                at += symbol.length();
                return new Token(Kind.SYMBOL, symbol, false, start);
            }
        }
        throw refusal(
                start,
                "'"
                        + Character.toString(source.codePointAt(start))
                        + "' has no meaning here."
                        + (c == '&' || c == '|' ? " Maybe 'and' or 'or' is meant." : "")
                        + (c == '!' ? " Maybe 'not' is meant." : ""));
    }

    private Token word(int start) {
        while (at < source.length() && isNamePart(source.charAt(at))) {
            at++;
        }
        String word = source.substring(start, at);
        String lower = word.toLowerCase(Locale.ROOT);
        if (KEYWORDS.contains(lower)) {
            return new Token(Kind.KEYWORD, lower, false, start);
        }
        if ((word.equals("tag:") || word.equals("tags."))
                && at < source.length()
                && source.charAt(at) == '"') {
            word += quoted('"');
        }
        return new Token(Kind.NAME, word, false, start);
    }

    private Token number(int start) {
        at++;
        while (at < source.length()) {
            char c = source.charAt(at);
            char before = source.charAt(at - 1);
            boolean sign = (c == '-' || c == '+') && (before == 'e' || before == 'E');
            if (!sign && c != '.' && !isNamePart(c)) {
                break;
            }
            at++;
        }
        return new Token(Kind.NUMBER, source.substring(start, at), false, start);
    }

    /// Text between quotes, a doubled quote standing for one.
    private String quoted(char quote) {
        int start = at;
        var text = new StringBuilder();
        for (at++; at < source.length(); at++) {
            char c = source.charAt(at);
            if (c != quote) {
                text.append(c);
            } else if (at + 1 < source.length() && source.charAt(at + 1) == quote) {
                text.append(quote);
                at++;
            } else {
                at++;
                return text.toString();
            }
        }
        throw refusal(start, "The quote that starts here is not closed.");
    }

    private static boolean isNameStart(char c) {
        return c == '_' || Character.isLetter(c);
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || c >= '0' && c <= '9' || c == '.' || c == ':';
    }
}
