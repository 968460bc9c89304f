package dev.lawcast.fits;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.Page;
import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

/// The catalogue of laws.
@RestController
@RequestMapping("/api/v1/laws")
class LawController {

    /// @param formula LaTeX
    record Law(
            String id,
            String title,
            String formula,
            String source,
            List<LawVariable> variables,
            List<Parameter> parameters,
            FitRequest.ObjectiveChoice defaultObjective) {

        static Law of(ScalingLaw law) {
            return new Law(
                    law.id(),
                    law.title(),
                    law.formula(),
                    law.source(),
                    law.variables(),
                    law.parameters().stream().map(Parameter::of).toList(),
                    FitRequest.ObjectiveChoice.of(law.defaultObjective()));
        }
    }

    /// @param lower null where there is no bound
    record Parameter(
            String name,
            String unit,
            String meaning,
            @Nullable Double lower,
            @Nullable Double upper,
            boolean linear) {

        static Parameter of(LawParameter parameter) {
            return new Parameter(
                    parameter.name(),
                    parameter.unit(),
                    parameter.meaning(),
                    finite(parameter.lower()),
                    finite(parameter.upper()),
                    parameter.linear());
        }

        private static @Nullable Double finite(double bound) {
            return Double.isInfinite(bound) ? null : bound;
        }
    }

    @GetMapping
    Page<Law> list() {
        return new Page<>(LawCatalogue.all().stream().map(Law::of).toList(), null);
    }

    @GetMapping("/{law}")
    Law get(@PathVariable String law) {
        return LawCatalogue.find(law)
                .map(Law::of)
                .orElseThrow(() -> ApiException.notFound("law", law));
    }
}
