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
import java.util.Locale;

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
            List<Variable> variables,
            List<Parameter> parameters,
            @Nullable Pieces pieces,
            FitRequest.ObjectiveChoice defaultObjective) {

        static Law of(ScalingLaw law) {
            return new Law(
                    law.id(),
                    law.title(),
                    law.formula(),
                    law.source(),
                    law.variables().stream().map(Variable::of).toList(),
                    law.parameters().stream().map(Parameter::of).toList(),
                    Pieces.of(law),
                    FitRequest.ObjectiveChoice.of(law.defaultObjective()));
        }
    }

    /// How often the repeated piece of the formula may stand.
    record Pieces(int least, int most) {

        static @Nullable Pieces of(ScalingLaw law) {
            int[] pieces = law.pieces();
            return pieces[1] == 0 ? null : new Pieces(pieces[0], pieces[1]);
        }
    }

    /// @param kind `size`, `fraction`, `number` or `label`
    record Variable(String name, List<String> roles, String unit, String meaning, String kind) {

        static Variable of(LawVariable variable) {
            return new Variable(
                    variable.name(),
                    variable.roles(),
                    variable.unit(),
                    variable.meaning(),
                    variable.kind().name().toLowerCase(Locale.ROOT));
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
