package dev.lawcast.scaling.law;

import java.util.List;

/// What a law says about itself, kept in one place so that the file of a law is its formula.
abstract class DescribedLaw implements ScalingLaw {

    private final String id;
    private final String title;
    private final String formula;
    private final String source;
    private final Objective objective;
    private final List<LawVariable> variables;
    private final List<LawParameter> parameters;

    DescribedLaw(
            String id,
            String title,
            String formula,
            String source,
            Objective objective,
            List<LawVariable> variables,
            List<LawParameter> parameters) {
        this.id = id;
        this.title = title;
        this.formula = formula;
        this.source = source;
        this.objective = objective;
        this.variables = List.copyOf(variables);
        this.parameters = List.copyOf(parameters);
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final String title() {
        return title;
    }

    @Override
    public final String formula() {
        return formula;
    }

    @Override
    public final String source() {
        return source;
    }

    @Override
    public final Objective defaultObjective() {
        return objective;
    }

    @Override
    public final List<LawVariable> variables() {
        return variables;
    }

    @Override
    public final List<LawParameter> parameters() {
        return parameters;
    }

    @Override
    public String toString() {
        return id;
    }
}
