package dev.lawcast.forecasts;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.fits.SymbolNames;
import dev.lawcast.scaling.fit.Warning;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Translates between the names of an experiment's variables, which callers use, and a law's
/// symbols.
///
/// @param names law variable → experiment variable, in the law's order
record LawPoints(Map<String, String> names) {

    /// A point with every variable of the law, in the law's order; what is wrong is left in the
    /// body's errors.
    double[] read(JsonBody point) {
        Map<String, Double> sizes = sizes(point, null);
        return names.keySet().stream()
                .mapToDouble(symbol -> sizes.getOrDefault(symbol, 1.))
                .toArray();
    }

    /// Sizes by symbol of every variable but one, each given under the experiment's name or the
    /// law's symbol.
    Map<String, Double> sizes(JsonBody given, @Nullable String but) {
        Set<String> taken = new HashSet<>();
        var sizes = new LinkedHashMap<String, Double>();
        names.forEach((symbol, name) -> {
            if (symbol.equals(but)) {
                return;
            }
            String field = !given.has(name) && given.has(symbol) ? symbol : name;
            taken.add(field);
            Double size = given.number(field);
            if (size == null && !given.has(field)) {
                given.missing(name);
            } else if (size != null && !(size > 0)) {
                given.fail(
                        field,
                        size.toString(),
                        ErrorCode.OUT_OF_RANGE,
                        "'" + field + "' is " + size + ", a size must be > 0.");
            } else if (size != null) {
                sizes.put(symbol, size);
            }
        });
        for (String field : given.names()) {
            if (!taken.contains(field)) {
                given.fail(field, null, ErrorCode.UNKNOWN_NAME, unknown(field, but));
            }
        }
        return sizes;
    }

    private String unknown(String field, @Nullable String but) {
        if (but != null && but.equals(symbol(field))) {
            return "'" + field + "' is what is solved for; leave it out of what is given.";
        }
        return "'"
                + field
                + "' is no variable of this fit; it has "
                + String.join(", ", names.values())
                + "."
                + Suggestion.didYouMean(field, names.values());
    }

    /// The symbol that an experiment's variable stands for, or the symbol itself.
    @Nullable String symbol(String name) {
        return names.entrySet().stream()
                .filter(e -> e.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(names.containsKey(name) ? name : null);
    }

    /// The experiment's name of a symbol.
    String name(String symbol) {
        return names.getOrDefault(symbol, symbol);
    }

    /// What the science says, with the experiment's names beside the symbols.
    List<Warning> said(List<Warning> warnings) {
        return new SymbolNames(names).in(warnings);
    }

    @Nullable String said(@Nullable String reason) {
        return new SymbolNames(names).inReason(reason);
    }

    List<String> experimentNames() {
        return List.copyOf(names.values());
    }

    /// The same values under the experiment's names.
    Map<String, Double> named(Map<String, Double> bySymbol) {
        var named = new LinkedHashMap<String, Double>();
        bySymbol.forEach((symbol, value) -> named.put(name(symbol), value));
        return named;
    }
}
