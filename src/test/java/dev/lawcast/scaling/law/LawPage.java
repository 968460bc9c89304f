package dev.lawcast.scaling.law;

import dev.lawcast.scaling.forecast.Allocations;
import dev.lawcast.scaling.known.KnownLaws;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The page of a law in `docs/laws`, written from what the catalogue says of it.
///
/// @param usual as in the catalogue
/// @param law in the form of the example, with labels
/// @param constants of the example
/// @param point of the example
record LawPage(
        ScalingLaw usual, ScalingLaw law, List<String> labels, double[] constants, double[] point) {

    /// Digits of an answer: the last ones of a power differ between processors.
    private static final int SHOWN = 10;

    /// Constants of laws with labels, by the name before the label.
    private static final Map<String, Double> LABELLED =
            Map.ofEntries(
                    Map.entry("C", 476.),
                    Map.entry("alpha", .91),
                    Map.entry("L", 2.3),
                    Map.entry("d", .1),
                    Map.entry("a", .02),
                    Map.entry("b", -.15),
                    Map.entry("tau", 5.),
                    Map.entry("E", .05),
                    Map.entry("A", 20.),
                    Map.entry("nu", .35));

    static LawPage of(ScalingLaw law) {
        return LawExample.all().stream()
                .filter(example -> example.law().id().equals(law.id()))
                .findFirst()
                .map(example -> planted(law, example))
                .orElseGet(() -> labelled(law));
    }

    private static LawPage planted(ScalingLaw usual, LawExample example) {
        double[] p = example.parameters().clone();
        for (int k = 0; k < p.length; k++) {
            p[k] = rounded(p[k]);
        }
        double[] x = new double[example.ranges().length];
        for (int j = 0; j < x.length; j++) {
            double[] range = example.ranges()[j];
            x[j] =
                    rounded(
                            example.size(j)
                                    ? Math.sqrt(range[0] * range[1])
                                    : .5 * (range[0] + range[1]));
        }
        return new LawPage(usual, example.law(), List.of(), p, x);
    }

    private static LawPage labelled(ScalingLaw usual) {
        List<String> labels =
                switch (usual.id()) {
                    case "superposition" -> List.of("gpt2", "pythia");
                    case "pruning_empirical" -> List.of("0.5", "1");
                    default -> List.of("books", "web");
                };
        ScalingLaw law = usual.in(new LawForm(0, labels));
        double[] p = new double[law.parameters().size()];
        for (int k = 0; k < p.length; k++) {
            String name = law.parameters().get(k).name();
            double value = LABELLED.getOrDefault(name.replaceFirst("\\[.*", ""), Double.NaN);
            p[k] = name.contains(labels.getLast()) ? rounded(1.3 * value) : value;
        }
        double[] x =
                law.variables().stream()
                        .mapToDouble(v ->
                                switch (v.name()) {
                                    case "m" -> 1024;
                                    case "U" -> 1e7;
                                    case "n" -> 4e7;
                                    case "P" -> 1e6;
                                    default -> LawForm.code(0);
                                })
                        .toArray();
        return new LawPage(usual, law, labels, p, x);
    }

    private static double rounded(double value) {
        return rounded(value, 3);
    }

    private static double rounded(double value, int digits) {
        return new BigDecimal(value).round(new MathContext(digits)).doubleValue();
    }

    String file() {
        return usual.id() + ".md";
    }

    String text() {
        var text = new StringBuilder();
        text.append("# ").append(usual.title()).append("\n\n");
        text.append("`").append(usual.id()).append("`\n\n");
        text.append("$$").append(usual.formula()).append("$$\n\n");
        text.append("Source: ").append(usual.source()).append(".\n\n");
        text.append("Fitted by default with ").append(objective()).append(".\n\n");
        text.append(
                "| variable | stands for | counts | values | meaning |\n|---|---|---|---|---|\n");
        for (LawVariable v : usual.variables()) {
            row(
                    text,
                    "`" + v.name() + "`",
                    v.roles().size() > 6 ? "any size" : code(v.roles()),
                    v.unit(),
                    v.kind().name().toLowerCase(Locale.ROOT),
                    v.meaning());
        }
        text.append("\n| parameter | unit | bounds | meaning |\n|---|---|---|---|\n");
        for (LawParameter p : usual.parameters()) {
            row(
                    text,
                    "`" + p.name() + "`" + (p.linear() ? " (linear)" : ""),
                    p.unit(),
                    bounds(p),
                    p.meaning());
        }
        pieces(text);
        answers(text);
        example(text);
        return text.toString();
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String code(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    private static String bounds(LawParameter p) {
        boolean below = Double.isFinite(p.lower());
        boolean above = Double.isFinite(p.upper());
        return below && above
                ? number(p.lower()) + " to " + number(p.upper())
                : below ? "≥ " + number(p.lower()) : above ? "≤ " + number(p.upper()) : "any";
    }

    private String objective() {
        var objective = usual.defaultObjective();
        String residuals =
                objective.space() == ResidualSpace.LOG ? "residuals of ln metric" : "residuals";
        return switch (objective.loss()) {
            case ResidualLoss.Squared _ -> "squared " + residuals;
            case ResidualLoss.Huber huber ->
                    "the Huber loss (δ = " + number(huber.delta()) + ") of " + residuals;
            case ResidualLoss.SoftL1 soft ->
                    "the soft L1 loss (δ = " + number(soft.delta()) + ") of " + residuals;
        };
    }

    private void pieces(StringBuilder text) {
        int[] pieces = usual.pieces();
        if (pieces[1] > 0) {
            text.append(
                    "\nThe piece of the formula that repeats stands %d to %d times.\n"
                            .formatted(pieces[0], pieces[1]));
        }
        if (!labels.isEmpty()) {
            text.append(
                    "\nParameters of a label are written as in `%s`, one for each.\n"
                            .formatted(law.parameters().getLast().name()));
        }
    }

    private void answers(StringBuilder text) {
        text.append("\n## What it answers\n\n- Forecasts and targets in each of its sizes.\n");
        if (Allocations.supports(usual)) {
            text.append("- The best split of a compute budget.\n");
        }
        if (usual instanceof PoolLaw) {
            text.append(
                    "- How much to filter at how many samples, unions that were never trained included: `GET /fits/{id}/frontier`.\n");
        }
        if (usual instanceof PruningEmpirical) {
            text.append("- Which fraction of a data set to keep: `GET /fits/{id}/frontier`.\n");
        }
        for (DerivedQuantity derived : usual.derived()) {
            text.append("- `%s`: %s\n".formatted(derived.name(), derived.meaning()));
        }
        List<String> known =
                KnownLaws.all().stream()
                        .filter(k -> k.law().id().equals(usual.id()))
                        .map(k -> k.id())
                        .toList();
        if (!known.isEmpty()) {
            text.append("- Published constants, asked like a fit at `/known-laws`: ")
                    .append(code(known))
                    .append(".\n");
        }
    }

    private void example(StringBuilder text) {
        text.append("\n## Examples\n\nWith given constants, `POST /api/v1/laws/")
                .append(usual.id())
                .append("/evaluations`:\n\n```json\n")
                .append(evaluation())
                .append("\n```\n\nanswers\n\n```json\n")
                .append(
                        "{\"law\": \"%s\", \"values\": [%s], \"undefined\": []}"
                                .formatted(usual.id(), rounded(law.value(constants, point), SHOWN)))
                .append("\n```\n\nA fit, `POST /api/v1/experiments/{id}/fits`:\n\n```json\n")
                .append(fit())
                .append("\n```\n");
    }

    private String evaluation() {
        var parameters = new ArrayList<String>();
        for (int k = 0; k < constants.length; k++) {
            parameters.add(
                    "\"%s\": %s".formatted(law.parameters().get(k).name(), number(constants[k])));
        }
        var place = new ArrayList<String>();
        for (int j = 0; j < point.length; j++) {
            LawVariable v = law.variables().get(j);
            String value =
                    v.kind() == LawVariable.Kind.LABEL
                            ? "\"" + labels.getFirst() + "\""
                            : number(point[j]);
            place.add("\"%s\": %s".formatted(v.name(), value));
        }
        return "{\"parameters\": {%s},\n \"points\": [{%s}]}"
                .formatted(String.join(", ", parameters), String.join(", ", place));
    }

    /// Variables are called by their role where one fits.
    private String fit() {
        var variables = new LinkedHashMap<String, String>();
        for (LawVariable v : law.variables()) {
            String role = v.roles().getFirst();
            boolean named = role.matches("[a-z_]+") && !role.matches("other|mixture");
            variables.put(
                    v.name(),
                    named && !variables.containsValue(role)
                            ? role
                            : v.name().toLowerCase(Locale.ROOT));
        }
        return "{\"law\": \"%s\", \"metric\": \"measured\",\n \"variables\": {%s},\n \"bootstrap\": {\"replicates\": 0}}"
                .formatted(
                        usual.id(),
                        variables.entrySet().stream()
                                .map(e -> "\"%s\": \"%s\"".formatted(e.getKey(), e.getValue()))
                                .collect(Collectors.joining(", ")));
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e7
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
