package dev.lawcast.scaling.select;

import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// L = Π L_m^{w_m}, Σ w_m = 1: the weighted geometric mean of several laws, itself a law, so that
/// forecasts, targets and comparisons take it like any other.
///
/// Its parameters are the weights, then the parameters of each law, named `w[law]` and
/// `law.parameter`. A draw that puts the whole weight on one law is one opinion; many of them, laws
/// in proportion to their weights, spread as far as the laws disagree.
///
/// All laws are falling and > 0. With a single law, or weights that are all 0 but one, it is that
/// law, whose metric may have any sign.
public final class EnsembleLaw implements ScalingLaw {

    private static final String PREFIX = "ensemble:";
    private static final int HALVINGS = 200;
    private static final double FARTHEST = 690; // |ln size|: beyond, doubles end

    /// A law and which variable of the ensemble each of its variables is.
    public record Member(ScalingLaw law, int[] columns) {}

    private final List<LawVariable> variables;
    private final List<Member> members;
    private final List<LawParameter> parameters;
    private final int[] offset;

    /// @param members at least one
    public EnsembleLaw(List<LawVariable> variables, List<Member> members) {
        this.variables = List.copyOf(variables);
        this.members = List.copyOf(members);
        offset = new int[members.size()];
        var all = new ArrayList<LawParameter>();
        for (Member member : members) {
            String name = name(member);
            all.add(
                    LawParameter.linear(
                            "w[" + name + "]", "1", "Share of " + name + " in the answer.", 0, 1));
        }
        for (int m = 0; m < offset.length; m++) {
            offset[m] = all.size();
            for (LawParameter p : members.get(m).law().parameters()) {
                all.add(
                        new LawParameter(
                                name(members.get(m)) + "." + p.name(),
                                p.unit(),
                                p.meaning(),
                                p.lower(),
                                p.upper(),
                                p.linear(),
                                p.search()));
            }
        }
        parameters = List.copyOf(all);
    }

    /// The law's id; with its columns where it is there more than once.
    private String name(Member member) {
        String id = member.law().id();
        boolean alone = members.stream().filter(m -> m.law().id().equals(id)).count() == 1;
        return alone ? id : id + "@" + columns(member);
    }

    private static String columns(Member member) {
        return Arrays.stream(member.columns())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("_"));
    }

    /// The law with this id, as [#id] wrote it; variables are named as in its laws.
    ///
    /// @param find laws by id
    /// @return empty for an id of something else, or of laws that are not there
    public static Optional<EnsembleLaw> find(
            String id, Function<String, Optional<ScalingLaw>> find) {
        if (!id.startsWith(PREFIX)) {
            return Optional.empty();
        }
        var members = new ArrayList<Member>();
        for (String part : id.substring(PREFIX.length()).split("\\+")) {
            String[] sides = part.split("@");
            Optional<ScalingLaw> law = sides.length == 2 ? find.apply(sides[0]) : Optional.empty();
            if (law.isEmpty()) {
                return Optional.empty();
            }
            int[] columns =
                    Arrays.stream(sides[1].split("_")).mapToInt(Integer::parseInt).toArray();
            members.add(new Member(law.get(), columns));
        }
        return Optional.of(new EnsembleLaw(variables(members), members));
    }

    /// Each column's variable, from the first law that has it.
    static List<LawVariable> variables(List<Member> members) {
        int count =
                1
                        + members.stream()
                                .flatMapToInt(m -> Arrays.stream(m.columns()))
                                .max()
                                .orElseThrow();
        var variables = new LawVariable[count];
        for (Member member : members) {
            for (int j = 0; j < member.columns().length; j++) {
                int column = member.columns()[j];
                if (variables[column] == null) {
                    variables[column] = member.law().variables().get(j);
                }
            }
        }
        return List.of(variables);
    }

    public List<Member> members() {
        return members;
    }

    /// Index of the first parameter of a member; its weight has the member's own index.
    int offset(int member) {
        return offset[member];
    }

    /// `ensemble:power_law@0+shifted_power@0`: laws and the columns of their variables.
    @Override
    public String id() {
        return PREFIX
                + members.stream()
                        .map(m -> m.law().id() + "@" + columns(m))
                        .collect(Collectors.joining("+"));
    }

    @Override
    public String title() {
        return "Weighted mean of "
                + members.stream().map(m -> m.law().id()).collect(Collectors.joining(", "));
    }

    @Override
    public String formula() {
        return "L = \\prod_m L_m^{w_m}";
    }

    @Override
    public String source() {
        return "Bates and Granger 1969, The Combination of Forecasts, Operational Research Quarterly 20";
    }

    @Override
    public List<LawVariable> variables() {
        return variables;
    }

    @Override
    public List<LawParameter> parameters() {
        return parameters;
    }

    @Override
    public Objective defaultObjective() {
        return Objective.LOG_SQUARED;
    }

    @Override
    public boolean rescales() {
        return false;
    }

    @Override
    public double value(double[] p, double[] x) {
        return mean(p, m -> members.get(m).law().value(own(p, m), read(m, x)));
    }

    private interface OfMember {
        double at(int member);
    }

    /// exp(Σ w ln L/Σ w); a member without weight is not asked.
    private double mean(double[] p, OfMember value) {
        double sum = 0;
        double total = 0;
        double single = Double.NaN;
        int asked = 0;
        for (int m = 0; m < offset.length; m++) {
            if (p[m] > 0) {
                single = value.at(m);
                sum += p[m] * Math.log(single);
                total += p[m];
                asked++;
            }
        }
        return asked == 1 ? single : Math.exp(sum / total);
    }

    private double[] own(double[] p, int m) {
        return Arrays.copyOfRange(
                p, offset[m], offset[m] + members.get(m).law().parameters().size());
    }

    private double[] read(int m, double[] x) {
        int[] columns = members.get(m).columns();
        double[] own = new double[columns.length];
        for (int j = 0; j < own.length; j++) {
            own[j] = x[columns[j]];
        }
        return own;
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        int n = sizes.count();
        double total = IntStream.range(0, offset.length).mapToDouble(m -> p[m]).sum();
        double[][] each = new double[offset.length][n];
        Arrays.fill(value, 0, n, 0);
        for (int m = 0; m < offset.length; m++) {
            int[] columns = members.get(m).columns();
            double[][] x =
                    Arrays.stream(columns).mapToObj(j -> sizes.x()[j]).toArray(double[][]::new);
            double[][] ln =
                    Arrays.stream(columns)
                            .mapToObj(j -> sizes.logarithms()[j])
                            .toArray(double[][]::new);
            double[] own = own(p, m);
            double[][] slopes = Arrays.copyOfRange(jacobian, offset[m], offset[m] + own.length);
            members.get(m).law().evaluate(own, new Sizes(x, ln, n), each[m], slopes);
            for (int i = 0; p[m] > 0 && i < n; i++) {
                value[i] += p[m] / total * Math.log(each[m][i]);
            }
        }
        for (int i = 0; i < n; i++) {
            double logarithm = value[i];
            value[i] = Math.exp(logarithm);
            for (int m = 0; m < offset.length; m++) {
                jacobian[m][i] = value[i] * (Math.log(each[m][i]) - logarithm) / total;
                double share = p[m] / total * value[i] / each[m][i];
                for (int k = 0; k < members.get(m).law().parameters().size(); k++) {
                    jacobian[offset[m] + k][i] *= share;
                }
            }
        }
    }

    /// Between the members' own answers the mean falls through the target.
    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        double[] place = x.clone();
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        int asked = 0;
        for (int m = 0; m < offset.length; m++) {
            if (p[m] > 0) {
                double size = reaching(target, m, variable, p, x);
                if (Double.isNaN(size)) {
                    return Double.NaN;
                }
                low = Math.min(low, size);
                high = Math.max(high, size);
                asked++;
            }
        }
        if (asked <= 1 || low == high) {
            return asked == 0 ? Double.NaN : low;
        }
        if (target <= limit(variable, p, x)) {
            return Double.POSITIVE_INFINITY;
        }
        double from = Math.max(-FARTHEST, Math.log(low));
        double to = Math.min(FARTHEST, Math.log(high));
        for (int i = 0; i < HALVINGS && to - from > 1e-14 * Math.max(1, Math.abs(from)); i++) {
            double middle = .5 * (from + to);
            place[variable] = Math.exp(middle);
            if (value(p, place) > target) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return Math.exp(.5 * (from + to));
    }

    private double reaching(double target, int m, int variable, double[] p, double[] x) {
        int own = column(m, variable);
        return own < 0
                ? Double.NaN
                : members.get(m).law().sizeReaching(target, own, own(p, m), read(m, x));
    }

    private int column(int m, int variable) {
        int[] columns = members.get(m).columns();
        for (int j = 0; j < columns.length; j++) {
            if (columns[j] == variable) {
                return j;
            }
        }
        return -1;
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return mean(
                p,
                m -> {
                    int own = column(m, variable);
                    ScalingLaw law = members.get(m).law();
                    return own < 0
                            ? law.value(own(p, m), read(m, x))
                            : law.limit(own, own(p, m), read(m, x));
                });
    }
}
