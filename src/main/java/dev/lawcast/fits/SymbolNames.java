package dev.lawcast.fits;

import dev.lawcast.scaling.fit.Warning;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Adds the experiment's names to what the science says, which knows a law's symbols only: `D
/// grows` becomes `D (samples) grows`, `D/N` becomes `D/N (samples/parameters)`. A symbol is named
/// once a text; within a product or a power, and between quotes, where a run's key stands, it is
/// left alone.
public final class SymbolNames {

    private static final String WORD = "\\p{L}\\p{N}_";
    private static final String QUOTED = "(?<![" + WORD + "])'.*?'(?![" + WORD + "])";

    private final Map<String, String> names;
    private final Pattern pattern;

    /// @param names law variable → experiment variable
    public SymbolNames(Map<String, String> names) {
        this.names = names;
        String symbol =
                names.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        this.pattern =
                Pattern.compile(
                        QUOTED
                                + "|(?<![%1$s·^/])(%2$s)(?:/(%2$s))?(?![%1$s·^/])"
                                        .formatted(WORD, symbol));
    }

    /// A text with the names.
    public String in(String text) {
        if (names.keySet().stream().noneMatch(symbol -> mayStandIn(text, symbol))) {
            return text;
        }
        Set<String> said = new HashSet<>();
        return pattern.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group() + name(found, said)));
    }

    /// Whether the text may have the symbol as a word: most have none, and need no regular
    /// expression.
    private static boolean mayStandIn(String text, String symbol) {
        for (int at = text.indexOf(symbol); at >= 0; at = text.indexOf(symbol, at + 1)) {
            int end = at + symbol.length();
            if ((at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
                    && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    public @Nullable String inReason(@Nullable String reason) {
        return reason == null ? null : in(reason);
    }

    public List<Warning> in(List<Warning> warnings) {
        return warnings.stream()
                .map(w ->
                        new Warning(w.code(), w.severity(), in(w.message()), w.advice(), w.runs()))
                .toList();
    }

    private String name(MatchResult found, Set<String> said) {
        String symbol = found.group(1);
        if (symbol == null) {
            return ""; // quoted
        }
        String name = names.getOrDefault(symbol, symbol);
        String divisor = found.group(2);
        if (divisor != null) {
            name += "/" + names.getOrDefault(divisor, divisor);
        }
        String whole = divisor == null ? symbol : symbol + "/" + divisor;
        return name.equals(whole) || !said.add(whole) ? "" : " (" + name + ")";
    }
}
