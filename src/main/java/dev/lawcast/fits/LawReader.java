package dev.lawcast.fits;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Suggestion;
import dev.lawcast.customlaws.FormulaText;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.experiments.Variable;
import dev.lawcast.scaling.formula.FormulaException;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.LawForm;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads which law a fit is of: one of the catalogue or a formula, in which form, of which groups.
final class LawReader {

    private static final int MOST_NAMES = 50;

    private final Experiment experiment;
    private final JsonBody body;

    LawReader(Experiment experiment, JsonBody body) {
        this.experiment = experiment;
        this.body = body;
    }

    /// @param law without the labels, which the runs bring
    record Choice(
            String id,
            @Nullable CustomLaw custom,
            int pieces,
            @Nullable String groupBy,
            List<String> tied,
            ScalingLaw law) {}

    /// Throws what is wrong, since nothing else can be read without a law.
    Choice read() {
        CustomLaw custom = null;
        ScalingLaw base = null;
        JsonNode given = body.field("law");
        if (given != null && given.isObject()) {
            custom = custom(body.object("law"));
            base = custom == null ? null : formula(custom);
        } else if (FitRequest.AUTO.equals(
                body.field("law") == null ? null : body.text("law", 100))) {
            return auto();
        } else {
            base = catalogued();
        }
        if (base == null) {
            body.errors().throwIfAny();
            throw new IllegalStateException("a law that is not found is an error");
        }
        int pieces = pieces(base);
        String groupBy = groupBy(base);
        List<String> tied = tied(base, groupBy);
        body.errors().throwIfAny();
        String id = custom == null ? base.id() : FitRequest.CUSTOM;
        List<String> sharing = groupBy == null ? null : tied;
        return new Choice(
                id,
                custom,
                pieces,
                groupBy,
                tied,
                LawChoice.law(id, custom, pieces, sharing, List.of()));
    }

    /// The law will be one of a size, or a mean of several.
    private Choice auto() {
        for (String field :
                List.of("breaks", "group_by", "tied", "fixed", "bounds", "starts", "priors")) {
            if (body.has(field)) {
                body.fail(
                        field,
                        null,
                        ErrorCode.OUT_OF_RANGE,
                        "'%s' speaks of one law; with \"law\": \"auto\" there are several. Name a law to use it."
                                .formatted(field));
            }
        }
        body.errors().throwIfAny();
        return new Choice(
                FitRequest.AUTO,
                null,
                0,
                null,
                List.of(),
                LawChoice.law(FitRequest.AUTO, null, 0, null, List.of()));
    }

    private @Nullable ScalingLaw catalogued() {
        String id = body.requiredText("law", 100);
        Optional<ScalingLaw> found = LawCatalogue.find(id);
        if (found.isEmpty() && !id.isEmpty()) {
            List<String> known =
                    Stream.concat(
                                    LawCatalogue.all().stream().map(ScalingLaw::id),
                                    Stream.of(FitRequest.AUTO))
                            .toList();
            body.fail(
                    "law",
                    id,
                    ErrorCode.UNKNOWN_NAME,
                    "There is no law '%s'; there are %s.%s"
                            .formatted(
                                    id,
                                    String.join(", ", known),
                                    Suggestion.didYouMean(id, known)));
        }
        return found.orElse(null);
    }

    private @Nullable CustomLaw custom(@Nullable JsonBody given) {
        if (given == null) {
            return null;
        }
        given.allow("formula", "variables", "parameters");
        FormulaText text = FormulaText.read(given);
        if (text == null) {
            return null;
        }
        var bounds = new LinkedHashMap<String, FitRequest.Limits>();
        for (FormulaText.Parameter parameter : text.parameters()) {
            bounds.put(
                    parameter.name(), new FitRequest.Limits(parameter.lower(), parameter.upper()));
        }
        Map<String, String> mapped = mapped();
        return new CustomLaw(
                text.formula(),
                text.variables().stream()
                        .map(name ->
                                new CustomLaw.Symbol(name, kind(mapped.getOrDefault(name, name))))
                        .toList(),
                bounds);
    }

    private Map<String, String> mapped() {
        var mapped = new LinkedHashMap<String, String>();
        JsonBody given = body.object("variables");
        if (given != null) {
            for (String name : given.names()) {
                JsonNode value = given.field(name);
                if (value != null && value.isString()) {
                    mapped.put(name, value.stringValue());
                }
            }
        }
        return mapped;
    }

    /// What values the experiment's variable of that name takes; a metric is any number.
    private String kind(String name) {
        return experiment
                .variable(name)
                .map(v ->
                        switch (v.role().kind()) {
                            case SIZE, LABEL -> "size";
                            case FRACTION -> "fraction";
                            case OTHER -> "number";
                        })
                .orElse(experiment.metric(name).isPresent() ? "number" : "size");
    }

    private @Nullable ScalingLaw formula(CustomLaw custom) {
        try {
            return custom.law();
        } catch (FormulaException e) {
            JsonBody law = body.object("law");
            FormulaText.refuse(law == null ? body : law, custom.formula(), e);
            return null;
        }
    }

    /// How often the repeated piece stands: the breaks asked for, else as many as `variables`
    /// names.
    private int pieces(ScalingLaw law) {
        int[] range = law.pieces();
        if (body.has("breaks")) {
            if (range[1] == 0 || law.variables().size() != 1) {
                body.fail(
                        "breaks",
                        null,
                        ErrorCode.OUT_OF_RANGE,
                        "The law '" + law.id() + "' has no breaks; 'broken_power' has.");
                return 0;
            }
            Long breaks = body.integer("breaks", range[0], range[1]);
            return breaks == null ? 0 : breaks.intValue();
        }
        JsonBody named = body.object("variables");
        if (range[1] == 0
                || named == null
                || law.in(form(range[0])).variables().size() != range[0]) {
            return 0;
        }
        int count = named.names().size();
        if (count < range[0] || count > range[1]) {
            body.fail(
                    "variables",
                    null,
                    ErrorCode.OUT_OF_RANGE,
                    "The law '%s' takes %d to %d variables, 'variables' names %d."
                            .formatted(law.id(), range[0], range[1], count));
            return 0;
        }
        return count;
    }

    private static LawForm form(int pieces) {
        return new LawForm(pieces, List.of());
    }

    private @Nullable String groupBy(ScalingLaw law) {
        String name = body.text("group_by", 200);
        if (name == null) {
            return null;
        }
        if (LawChoice.hasLabels(law)) {
            body.fail(
                    "group_by",
                    name,
                    ErrorCode.OUT_OF_RANGE,
                    "The law '%s' has groups of its own; map them under 'variables'."
                            .formatted(law.id()));
            return null;
        }
        checkLabel(experiment, body, "group_by", name);
        return name;
    }

    /// Whether a name that was given can tell runs apart: any variable, or the run's own group.
    static void checkLabel(Experiment experiment, JsonBody given, String field, String name) {
        if (name.equals(FitRequest.RUN_GROUP) || experiment.variable(name).isPresent()) {
            return;
        }
        List<String> known = experiment.variables().stream().map(Variable::name).toList();
        given.fail(
                field,
                name,
                ErrorCode.UNKNOWN_NAME,
                "There is no variable '%s' in this experiment; there are %s, and 'group' for the run's own group.%s"
                        .formatted(
                                name,
                                String.join(", ", known),
                                Suggestion.didYouMean(name, known)));
    }

    private List<String> tied(ScalingLaw law, @Nullable String groupBy) {
        List<String> tied = body.texts("tied", MOST_NAMES);
        if (!tied.isEmpty() && groupBy == null) {
            body.fail(
                    "tied",
                    null,
                    ErrorCode.OUT_OF_RANGE,
                    "'tied' names what groups share; say which groups with 'group_by'.");
        }
        List<String> known = law.parameters().stream().map(LawParameter::name).toList();
        for (String name : tied) {
            if (!known.contains(name)) {
                body.fail(
                        "tied",
                        name,
                        ErrorCode.UNKNOWN_NAME,
                        "The law '%s' has no parameter '%s'; it has %s.%s"
                                .formatted(
                                        law.id(),
                                        name,
                                        String.join(", ", known),
                                        Suggestion.didYouMean(name, known)));
            }
        }
        return tied.stream().distinct().toList();
    }
}
