package dev.lawcast.forecasts;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.fits.LabelText;
import dev.lawcast.fits.SymbolNames;
import dev.lawcast.scaling.fit.Warning;
import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.PoolLaw;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Translates between the names of an experiment's variables, which callers use, and a law's
/// symbols; and between labels, which are text, and their codes.
///
/// @param names law variable → experiment variable, in the law's order
/// @param law in the form that has the labels
/// @param labels in the order of their codes
/// @param roles other names that callers may use, by symbol
/// @param ranged whether it is known where the curve holds
record LawPoints(
        Map<String, String> names,
        ScalingLaw law,
        List<String> labels,
        Map<String, List<String>> roles,
        boolean ranged) {

    /// Of a fit, which holds where its runs are.
    LawPoints(Map<String, String> names, ScalingLaw law, List<String> labels) {
        this(names, law, labels, Map.of(), true);
    }

    /// Of a law alone, by its symbols and by the roles that only one of its variables has.
    static LawPoints of(ScalingLaw law, List<String> labels) {
        var names = new LinkedHashMap<String, String>();
        var roles = new LinkedHashMap<String, List<String>>();
        for (LawVariable variable : law.variables()) {
            names.put(variable.name(), variable.name());
            roles.put(
                    variable.name(),
                    variable.roles().stream()
                            .filter(role ->
                                    law.variables().stream()
                                                    .filter(v -> v.roles().contains(role))
                                                    .count()
                                            == 1)
                            .toList());
        }
        return new LawPoints(names, law, labels, roles, false);
    }

    List<LawVariable> variables() {
        return law.variables();
    }

    /// Joins labels to a union.
    private static final String UNION = "+";

    /// A point with every variable of the law, in the law's order; what is wrong is left in the
    /// body's errors.
    ///
    /// @param alsoTaken a field that the caller reads, or null
    double[] read(JsonBody point, @Nullable String alsoTaken) {
        Map<String, Double> values = values(point, null, alsoTaken);
        return names.keySet().stream()
                .mapToDouble(symbol -> values.getOrDefault(symbol, 1.))
                .toArray();
    }

    /// Values by symbol of every variable but one, each given under the experiment's name or the
    /// law's symbol.
    Map<String, Double> values(JsonBody given, @Nullable String but, @Nullable String alsoTaken) {
        Set<String> taken = new HashSet<>();
        if (alsoTaken != null) {
            taken.add(alsoTaken);
        }
        var values = new LinkedHashMap<String, Double>();
        for (LawVariable variable : variables()) {
            String symbol = variable.name();
            if (symbol.equals(but)) {
                continue;
            }
            taken.add(field(given, symbol));
            Double value = value(given, variable);
            if (value != null) {
                values.put(symbol, value);
            }
        }
        for (String field : given.names()) {
            if (!taken.contains(field)) {
                given.fail(field, null, ErrorCode.UNKNOWN_NAME, unknown(field, but));
            }
        }
        return values;
    }

    /// One variable of the law; null, and an error, where it is missing or wrong.
    @Nullable Double value(JsonBody given, LawVariable variable) {
        String field = field(given, variable.name());
        if (!given.has(field)) {
            given.missing(name(variable.name()));
            return null;
        }
        return variable.kind() == LawVariable.Kind.LABEL
                ? code(given, field)
                : number(given, field, variable);
    }

    /// Under which of its names a variable stands in a body; its first name where it does not.
    String field(JsonBody given, String symbol) {
        return Stream.concat(
                        Stream.of(name(symbol), symbol),
                        roles.getOrDefault(symbol, List.of()).stream())
                .filter(given::has)
                .findFirst()
                .orElse(name(symbol));
    }

    private static @Nullable Double number(JsonBody given, String field, LawVariable variable) {
        Double value = given.number(field);
        if (value != null && !variable.kind().takes(value)) {
            given.fail(
                    field,
                    value.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'%s' is %s: %s.".formatted(field, value, variable.kind().rule()));
            return null;
        }
        return value;
    }

    /// The code of a label, or of a union as in `A+B`.
    private @Nullable Double code(JsonBody given, String field) {
        String text = label(given, field);
        if (text == null) {
            return null;
        }
        if (labels.contains(text)) {
            return LawForm.code(labels.indexOf(text));
        }
        if (!(law instanceof PoolLaw) && text.contains(UNION)) {
            fail(given, field, text, text);
            return null;
        }
        long union = 0;
        for (String part : text.split("\\" + UNION, -1)) {
            int index = labels.indexOf(part.strip());
            if (index < 0) {
                fail(given, field, text, part.strip());
                return null;
            }
            union |= (long) LawForm.code(index);
        }
        return (double) union;
    }

    private void fail(JsonBody given, String field, String text, String part) {
        given.fail(
                field,
                text,
                ErrorCode.UNKNOWN_NAME,
                "The curve knows no '%s' of '%s'; it knows %s.%s%s"
                        .formatted(
                                part,
                                field,
                                String.join(", ", labels),
                                Suggestion.didYouMean(part, labels),
                                part.contains(UNION) ? " The law has no unions." : ""));
    }

    /// A label as text; a number stands for its text.
    static @Nullable String label(JsonBody given, String field) {
        JsonNode value = given.field(field);
        return value != null && value.isNumber()
                ? LabelText.of(value.doubleValue())
                : given.text(field, 1_000);
    }

    private String unknown(String field, @Nullable String but) {
        if (but != null && but.equals(symbol(field))) {
            return "'" + field + "' is what is solved for; leave it out of what is given.";
        }
        return "'"
                + field
                + "' is no variable of this curve; it has "
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

    LawVariable.Kind kind(String symbol) {
        return variables().stream()
                .filter(v -> v.name().equals(symbol))
                .map(LawVariable::kind)
                .findFirst()
                .orElseThrow();
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

    /// The same values under the experiment's names, labels as text.
    Map<String, Object> named(Map<String, Double> bySymbol) {
        var named = new LinkedHashMap<String, Object>();
        bySymbol.forEach((symbol, value) -> named.put(name(symbol), shown(symbol, value)));
        return named;
    }

    private Object shown(String symbol, double value) {
        if (kind(symbol) != LawVariable.Kind.LABEL) {
            return value;
        }
        var parts = new ArrayList<String>();
        for (int i = 0; i < labels.size(); i++) {
            if (((long) value >> i & 1) == 1) {
                parts.add(labels.get(i));
            }
        }
        return String.join(UNION, parts);
    }
}
