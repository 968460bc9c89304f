package dev.lawcast.forecasts;

import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.JsonBody;
import dev.lawcast.api.Page;
import dev.lawcast.fits.Fits;
import dev.lawcast.scaling.fit.FittedLaw;
import dev.lawcast.scaling.forecast.Forecasts;
import dev.lawcast.scaling.known.KnownLaw;
import dev.lawcast.scaling.known.KnownLaws;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Published constants, asked like a fit.
@RestController
@RequestMapping("/api/v1/known-laws")
@Needs(Role.READER) // each only asks
class KnownLawController {

    private static final double LEVEL = .95;

    private final JsonMapper json;

    KnownLawController(JsonMapper json) {
        this.json = json;
    }

    @GetMapping
    Page<KnownLawView> list() {
        return new Page<>(KnownLaws.all().stream().map(KnownLawView::of).toList(), null);
    }

    @GetMapping("/{known}")
    KnownLawView get(@PathVariable String known) {
        return KnownLawView.of(find(known));
    }

    @PostMapping("/{known}/forecasts")
    JsonNode forecast(@PathVariable String known, JsonBody body) {
        KnownLaw law = find(known);
        body.allow("points", "level");
        double level = Fits.level(body, LEVEL);
        List<JsonBody> given = Questions.points(body);
        LawPoints points = points(law);
        FittedLaw fitted = law.fitted();
        var forecasts = Forecasts.at(fitted, Questions.places(given, points), level);
        return answer(law, ForecastAnswer.of(known, law.metric().name(), level, forecasts, points));
    }

    @PostMapping("/{known}/targets")
    JsonNode target(@PathVariable String known, JsonBody body) {
        KnownLaw law = find(known);
        body.allow("value", "solve_for", "given", "level");
        double level = Fits.level(body, LEVEL);
        LawPoints points = points(law);
        Questions.Wanted wanted = Questions.wanted(body, points);
        return answer(
                law,
                TargetAnswer.of(
                        known, law.metric().name(), level, wanted.of(law.fitted(), level), points));
    }

    @PostMapping("/{known}/allocations")
    JsonNode allocate(@PathVariable String known, JsonBody body) {
        KnownLaw law = find(known);
        body.allow("budget", "cost", "given", "share", "level");
        double level = Fits.level(body, LEVEL);
        LawPoints points = points(law);
        Questions.Spending spending = SpendingReader.read(body, law.law(), points);
        return answer(
                law,
                AllocationAnswer.of(
                        known,
                        law.metric().name(),
                        level,
                        spending,
                        spending.of(law.fitted(), level),
                        points));
    }

    static KnownLaw find(String id) {
        return KnownLaws.find(id).orElseThrow(() -> ApiException.notFound("known law", id));
    }

    static LawPoints points(KnownLaw known) {
        var names = new LinkedHashMap<String, String>();
        for (int j = 0; j < known.axes().size(); j++) {
            names.put(known.law().variables().get(j).name(), known.axes().get(j).name());
        }
        return new LawPoints(names, known.law(), known.labels(), Map.of(), known.ranged());
    }

    /// What a fit would answer, under the known law's name and with the units of its study.
    private JsonNode answer(KnownLaw known, Object ofFit) {
        var node = json.createObjectNode().put("known_law", known.id());
        var units = node.putObject("units").put(known.metric().name(), known.metric().unit());
        known.axes().forEach(axis -> units.put(axis.name(), axis.unit()));
        node.put("intervals_reason", known.withoutIntervals());
        json.valueToTree(ofFit)
                .properties()
                .forEach(field -> {
                    if (!field.getKey().equals("fit")) {
                        node.set(field.getKey(), field.getValue());
                    }
                });
        return node;
    }
}
