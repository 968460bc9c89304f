package dev.lawcast.customlaws;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.EntityTag;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.formula.FormulaException;
import dev.lawcast.scaling.law.LawCatalogue;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Keeps formulas under names and spells them out again.
@Service
public class CustomLaws {

    private static final String NAME = "[A-Za-z][A-Za-z0-9_.-]{0,99}";

    /// What fits and answers use for something else.
    private static final Set<String> TAKEN = Set.of("auto", "custom", "pruning_theory");

    private final CustomLawRepository laws;
    private final JsonMapper json;

    CustomLaws(CustomLawRepository laws, JsonMapper json) {
        this.laws = laws;
        this.json = json;
    }

    @Transactional
    SavedLaw create(JsonBody body) {
        body.allow("name", "formula", "variables", "parameters");
        String name = body.requiredText("name", 100);
        checkName(body, name);
        FormulaText text = FormulaText.read(body);
        if (text != null && body.errors().isEmpty()) {
            try {
                text.law();
            } catch (FormulaException e) {
                FormulaText.refuse(body, text.formula(), e);
            }
        }
        body.errors().throwIfAny();
        if (!laws.insert(name, Objects.requireNonNull(text))) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "There is a custom law '%s' already. Delete it first, or take another name."
                            .formatted(name));
        }
        return get(name);
    }

    private static void checkName(JsonBody body, String name) {
        if (name.isEmpty()) {
            return;
        }
        if (!name.matches(NAME)) {
            body.fail(
                    "name",
                    name,
                    ErrorCode.OUT_OF_RANGE,
                    "The name '%s' is not a letter followed by letters, digits, '_', '-' and '.'."
                            .formatted(name));
        } else if (TAKEN.contains(name) || LawCatalogue.find(name).isPresent()) {
            body.fail(
                    "name",
                    name,
                    ErrorCode.DUPLICATE,
                    "The name '%s' is that of a built-in law. Take another.".formatted(name));
        }
    }

    /// @throws ApiException `not_found`
    SavedLaw get(String name) {
        return laws.find(name)
                .map(CustomLaws::shown)
                .orElseThrow(() -> ApiException.notFound("custom law", name));
    }

    List<SavedLaw> page(@Nullable String after, int limit) {
        return laws.page(after, limit).stream().map(CustomLaws::shown).toList();
    }

    @Transactional
    void delete(String name, @Nullable String ifMatch) {
        tag(get(name)).require(ifMatch);
        laws.delete(name);
    }

    static EntityTag tag(SavedLaw law) {
        return EntityTag.of(ChronoUnit.MICROS.between(Instant.EPOCH, law.createdAt()));
    }

    private static SavedLaw shown(CustomLawRepository.Row row) {
        return SavedLaw.of(row.name(), row.text(), row.createdAt());
    }

    public Optional<FormulaText> find(String name) {
        return name.matches(NAME)
                ? laws.find(name).map(CustomLawRepository.Row::text)
                : Optional.empty();
    }

    /// The same request with the formula in place of the name of a custom law: as if it had been
    /// typed.
    public JsonBody spelled(JsonBody body) {
        JsonNode law = body.field("law");
        return law == null || !law.isString() || LawCatalogue.find(law.stringValue()).isPresent()
                ? body
                : find(law.stringValue())
                        .map(text -> body.with("law", json.valueToTree(text)))
                        .orElse(body);
    }
}
