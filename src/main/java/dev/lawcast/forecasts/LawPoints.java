package dev.lawcast.forecasts;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /// Sizes by symbol of every variable but one.
    Map<String, Double> sizes(JsonBody given, @Nullable String but) {
        var known = new ArrayList<String>();
        names.forEach((symbol, name) -> {
            if (!symbol.equals(but)) {
                known.add(name);
            }
        });
        for (String field : given.names()) {
            if (!known.contains(field)) {
                given.fail(
                        field,
                        null,
                        ErrorCode.UNKNOWN_NAME,
                        "'"
                                + field
                                + "' is no variable of this fit here; it takes "
                                + (known.isEmpty() ? "none" : String.join(", ", known))
                                + "."
                                + Suggestion.didYouMean(field, known));
            }
        }
        var sizes = new LinkedHashMap<String, Double>();
        names.forEach((symbol, name) -> {
            if (known.contains(name)) {
                Double size = given.number(name);
                if (size == null && !given.has(name)) {
                    given.missing(name);
                } else if (size != null && !(size > 0)) {
                    given.fail(
                            name,
                            size.toString(),
                            ErrorCode.OUT_OF_RANGE,
                            "'" + name + "' is " + size + ", a size must be > 0.");
                } else if (size != null) {
                    sizes.put(symbol, size);
                }
            }
        });
        return sizes;
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
