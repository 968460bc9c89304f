package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawParameter.Search;
import dev.lawcast.scaling.law.LawParameter.Search.Spacing;
import dev.lawcast.scaling.law.LawVariable;
import dev.lawcast.scaling.law.Objective;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

import org.hipparchus.analysis.differentiation.Gradient;

import java.util.ArrayList;
import java.util.List;

/// A problem of the NIST StRD nonlinear regression set, as a law like any other. The formulas are
/// those of the set; derivatives by Hipparchus' forward differentiation. What NIST does not give is
/// where to search for the nonlinear parameters: wide ranges around the scale of the data.
enum NistProblem implements ScalingLaw {
    Misra1a("c r 1e-5 1e-2") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return b[0].multiply(b[1].multiply(-x[0]).exp().negate().add(1));
        }
    },
    Misra1b("c r 1e-5 1e-2") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return b[0].multiply(b[1].multiply(x[0] / 2).add(1).pow(-2).negate().add(1));
        }
    },
    Misra1c("c r 1e-5 1e-2") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return b[0].multiply(b[1].multiply(2 * x[0]).add(1).pow(-.5).negate().add(1));
        }
    },
    Misra1d("c r 1e-5 1e-2") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            Gradient bx = b[1].multiply(x[0]);
            return b[0].multiply(bx).divide(bx.add(1));
        }
    },
    Chwirut1("r 1e-2 1 r 1e-3 1e-1 r 1e-3 1e-1") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return b[0].multiply(-x[0]).exp().divide(b[1].add(b[2].multiply(x[0])));
        }
    },
    Chwirut2("r 1e-2 1 r 1e-3 1e-1 r 1e-3 1e-1") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return Chwirut1.at(b, x);
        }
    },
    DanWood("c r .1 10") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return b[0].multiply(b[1].multiply(Math.log(x[0])).exp());
        }
    },
    ENSO("c c c u 20 60 c c u 20 60 c c") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            double year = 2 * Math.PI * x[0] / 12;
            Gradient first = b[3].reciprocal().multiply(2 * Math.PI * x[0]);
            Gradient second = b[6].reciprocal().multiply(2 * Math.PI * x[0]);
            return b[0].add(b[1].multiply(Math.cos(year)))
                    .add(b[2].multiply(Math.sin(year)))
                    .add(b[4].multiply(first.cos()))
                    .add(b[5].multiply(first.sin()))
                    .add(b[7].multiply(second.cos()))
                    .add(b[8].multiply(second.sin()));
        }
    },
    Gauss1("c r 1e-3 1e-1 c u 0 250 r 5 100 c u 0 250 r 5 100") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return b[0].multiply(b[1].multiply(-x[0]).exp())
                    .add(bell(b[2], b[3], b[4], x[0]))
                    .add(bell(b[5], b[6], b[7], x[0]));
        }
    },
    Gauss2("c r 1e-3 1e-1 c u 0 250 r 5 100 c u 0 250 r 5 100") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return Gauss1.at(b, x);
        }
    },
    Gauss3("c r 1e-3 1e-1 c u 0 250 r 5 100 c u 0 250 r 5 100") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return Gauss1.at(b, x);
        }
    },
    Hahn1("c c c c u -1e-2 1e-2 u -1e-3 1e-3 u -1e-6 1e-6") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            double t = x[0];
            Gradient top = b[3].multiply(t).add(b[2]).multiply(t).add(b[1]).multiply(t).add(b[0]);
            Gradient bottom = b[6].multiply(t).add(b[5]).multiply(t).add(b[4]).multiply(t).add(1);
            return top.divide(bottom);
        }
    },
    Kirby2("c c c u -1e-2 1e-2 u -1e-4 1e-4") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            double t = x[0];
            Gradient top = b[2].multiply(t).add(b[1]).multiply(t).add(b[0]);
            return top.divide(b[4].multiply(t).add(b[3]).multiply(t).add(1));
        }
    },
    Lanczos1("c r .1 10 c r .1 10 c r .1 10") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return b[0].multiply(b[1].multiply(-x[0]).exp())
                    .add(b[2].multiply(b[3].multiply(-x[0]).exp()))
                    .add(b[4].multiply(b[5].multiply(-x[0]).exp()));
        }
    },
    Lanczos2("c r .1 10 c r .1 10 c r .1 10") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return Lanczos1.at(b, x);
        }
    },
    Lanczos3("c r .1 10 c r .1 10 c r .1 10") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return Lanczos1.at(b, x);
        }
    },
    MGH17("c c c r 1e-3 1e-1 r 1e-3 1e-1") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return b[0].add(b[1].multiply(b[3].multiply(-x[0]).exp()))
                    .add(b[2].multiply(b[4].multiply(-x[0]).exp()));
        }
    },
    Nelson("c c u -1e-1 1e-1") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            return b[0].subtract(b[1].multiply(x[0]).multiply(b[2].multiply(-x[1]).exp()));
        }
    },
    Roszman1("c c r 100 10000 u -1000 0") {
        @Override
        Gradient at(Gradient[] b, double[] x) {
            Gradient angle = b[2].divide(b[3].negate().add(x[0])).atan();
            return b[0].subtract(b[1].multiply(x[0])).subtract(angle.divide(Math.PI));
        }
    };

    private final List<LawParameter> parameters = new ArrayList<>();

    /// @param kinds per parameter `c` (linear), `r from to` (searched in ratios) or `u from to`
    ///   (searched uniformly)
    NistProblem(String kinds) {
        var tokens = List.of(kinds.split(" ")).iterator();
        while (tokens.hasNext()) {
            String name = "b" + (parameters.size() + 1);
            String kind = tokens.next();
            double infinity = Double.POSITIVE_INFINITY;
            if (kind.equals("c")) {
                parameters.add(LawParameter.linear(name, "1", name, -infinity, infinity));
            } else {
                double from = Double.parseDouble(tokens.next());
                double to = Double.parseDouble(tokens.next());
                Spacing spacing = kind.equals("r") ? Spacing.LOGARITHMIC : Spacing.LINEAR;
                parameters.add(
                        LawParameter.nonlinear(
                                name,
                                "1",
                                name,
                                -infinity,
                                infinity,
                                new Search(from, to, spacing)));
            }
        }
    }

    abstract Gradient at(Gradient[] b, double[] x);

    static Gradient bell(Gradient height, Gradient middle, Gradient width, double x) {
        return height.multiply(middle.negate().add(x).divide(width).pow(2).negate().exp());
    }

    /// The parameters with like terms in the order of their place and widths positive: these
    /// exchanges change no prediction.
    double[] canonical(double[] b) {
        double[] c = b.clone();
        switch (this) {
            case ENSO -> order(c, 3, 6, new int[] {0, 1, 2}, -1);
            case Gauss1, Gauss2, Gauss3 -> {
                c[4] = Math.abs(c[4]);
                c[7] = Math.abs(c[7]);
                order(c, 3, 6, new int[] {-1, 0, 1}, 1);
            }
            case Lanczos1, Lanczos2, Lanczos3 -> {
                order(c, 1, 3, new int[] {-1, 0}, 1);
                order(c, 3, 5, new int[] {-1, 0}, 1);
                order(c, 1, 3, new int[] {-1, 0}, 1);
            }
            case MGH17 -> {
                if (c[3] > c[4]) {
                    c = new double[] {c[0], c[2], c[1], c[4], c[3]};
                }
            }
            default -> {}
        }
        return c;
    }

    private static void order(double[] c, int first, int second, int[] offsets, int sign) {
        if (sign * c[first] > sign * c[second]) {
            for (int offset : offsets) {
                double kept = c[first + offset];
                c[first + offset] = c[second + offset];
                c[second + offset] = kept;
            }
        }
    }

    @Override
    public String id() {
        return name();
    }

    @Override
    public String title() {
        return name();
    }

    @Override
    public String formula() {
        return name();
    }

    @Override
    public String source() {
        return "NIST StRD";
    }

    @Override
    public List<LawVariable> variables() {
        LawVariable x = new LawVariable("x", List.of("other"), "1", "x");
        return this == Nelson ? List.of(x, x) : List.of(x);
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
    public double value(double[] p, double[] x) {
        Gradient[] b = new Gradient[p.length];
        for (int k = 0; k < b.length; k++) {
            b[k] = Gradient.constant(0, p[k]);
        }
        return at(b, x).getValue();
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        Gradient[] b = new Gradient[p.length];
        for (int k = 0; k < b.length; k++) {
            b[k] = Gradient.variable(p.length, k, p[k]);
        }
        double[] x = new double[sizes.x().length];
        for (int i = 0; i < sizes.count(); i++) {
            for (int j = 0; j < x.length; j++) {
                x[j] = sizes.x()[j][i];
            }
            Gradient y = at(b, x);
            value[i] = y.getValue();
            for (int k = 0; k < b.length; k++) {
                jacobian[k][i] = y.getPartialDerivative(k);
            }
        }
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        return Double.NaN;
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return Double.NaN;
    }
}
