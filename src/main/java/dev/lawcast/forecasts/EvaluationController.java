package dev.lawcast.forecasts;

import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.JsonBody;
import dev.lawcast.customlaws.CustomLaws;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.ScalingLaw;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

/// Laws with given constants, without a fit.
@RestController
@RequestMapping("/api/v1/laws/{law}")
@Needs(Role.READER) // each only asks
class EvaluationController {

    private final CustomLaws customLaws;

    EvaluationController(CustomLaws customLaws) {
        this.customLaws = customLaws;
    }

    /// @param law of the catalogue, or a custom law by its name
    @PostMapping("/evaluations")
    Evaluation.Values evaluate(@PathVariable String law, JsonBody body) {
        ScalingLaw found =
                LawCatalogue.find(law)
                        .or(() -> customLaws.find(law).map(text -> text.law()))
                        .orElseThrow(() -> ApiException.notFound("law", law));
        body.allow("parameters", "points");
        List<JsonBody> given = Questions.points(body);
        Evaluation evaluation = Evaluation.read(found, body);
        LawPoints points = LawPoints.of(evaluation.law(), evaluation.labels());
        return evaluation.at(Questions.places(given, points));
    }
}
