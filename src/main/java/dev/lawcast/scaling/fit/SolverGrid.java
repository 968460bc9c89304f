package dev.lawcast.scaling.fit;

import dev.lawcast.scaling.law.Basis;
import dev.lawcast.scaling.law.LawParameter;
import dev.lawcast.scaling.law.LawParameter.Search;
import dev.lawcast.scaling.law.Powers;
import dev.lawcast.scaling.law.ResidualSpace;
import dev.lawcast.scaling.law.ScalingLaw;
import dev.lawcast.scaling.law.Sizes;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Starting points without a guess: variable projection (Golub and Pereyra 1973) on a product grid
/// of the nonlinear parameters. At each grid point the linear parameters are solved for under their
/// bounds by least squares, with rows weighted by 1/y² where the objective is logarithmic. The
/// starts are the local minima of the grid, best first. More than four nonlinear parameters are
/// sampled at the points of a Halton sequence instead; a law that is not
/// [searched][ScalingLaw#searched] has no cells.
///
/// Where every linear parameter multiplies 1 or a power of a size, all inner products that the
/// normal equations need depend on at most two grid axes and are tabulated once.
final class SolverGrid {

    private static final int GRID_DIMENSIONS = 4;
    private static final int[] POINTS = {19, 19, 11, 7};
    private static final int SCATTERED = 4096;
    private static final int[] PRIMES = {
        2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53
    };

    private final ScalingLaw law;
    private final Sizes sizes;
    private final double[] y;
    private final double[] lower;
    private final double[] upper;
    private final int n;

    private final int[] linear;
    private final int[] nonlinear;
    private final double[][] axes;
    private final int[] stride;
    private final int cells;

    /// Whether the cells are scattered points: `axes[a][cell]` is then the value.
    private final boolean scattered;

    private final Nnls nnls;
    private final ResidualSpace space;
    private final double[][] gram;
    private final double[] right;
    private final double[] score;
    private final double[] coefficients;

    /// g′(y) per row: in log space 1/y.
    private final double[] rowScale;

    private final double[] problemWeight;
    private final double[] weight;

    private final List<Basis> basis;
    private final boolean powers;
    private final double[][][] columns;
    private final int[] axisOf;
    private final double[][][] tables;
    private final double[] weighted;

    /// Position of the cell in hand on each axis.
    private final int[] at;

    private final double[] point;
    private final double[] value;
    private final double[][] jacobian;

    SolverGrid(Problem problem) {
        this(problem, problem.y);
    }

    /// @param y metrics in place of the problem's
    SolverGrid(Problem problem, double[] y) {
        Unknowns unknowns = problem.unknowns;
        law = problem.law;
        space = unknowns.space;
        sizes = problem.sizes;
        this.y = y;
        problemWeight = problem.weight;
        lower = problem.lower;
        upper = problem.upper;
        n = problem.n;
        linear = unknowns.linear;
        nonlinear = unknowns.nonlinear;
        axes = new double[nonlinear.length][];
        stride = new int[nonlinear.length];
        int varied = 0;
        for (int k : nonlinear) {
            varied += unknowns.fixed(k) ? 0 : 1;
        }
        boolean searched = law.searched();
        scattered = searched && varied > GRID_DIMENSIONS;
        int count = 1;
        for (int a = 0; a < nonlinear.length; a++) {
            int k = nonlinear[a];
            LawParameter parameter = unknowns.parameters.get(k);
            axes[a] =
                    !searched
                            ? new double[1]
                            : scattered
                                    ? scatter(parameter, lower[k], upper[k], PRIMES[a])
                                    : axis(parameter, lower[k], upper[k], varied);
            stride[a] = count;
            count *= scattered ? 1 : axes[a].length;
        }
        cells = !searched ? 0 : scattered ? SCATTERED : count;
        int m = linear.length;
        double[] low = new double[m];
        double[] high = new double[m];
        for (int c = 0; c < m; c++) {
            low[c] = lower[linear[c]];
            high[c] = upper[linear[c]];
        }
        nnls = new Nnls(low, high);
        gram = new double[m][m];
        right = new double[m];
        score = new double[cells];
        coefficients = new double[cells * m];
        rowScale = new double[n];
        weight = new double[n];
        at = new int[axes.length];
        point = new double[unknowns.d];
        value = new double[n];
        weighted = new double[n];
        basis = unknowns.basis;
        powers =
                searched
                        && !scattered
                        && m > 0
                        && basis.stream().noneMatch(Basis.Other.class::isInstance);
        axisOf = new int[m + 1];
        columns = new double[m + 1][][];
        tables = new double[m + 1][m + 1][];
        jacobian = powers ? new double[0][] : new double[unknowns.d][n];
        if (powers) {
            allocate();
        }
        fill();
    }

    /// Takes what the problem now holds.
    void fill() {
        System.arraycopy(problemWeight, 0, weight, 0, n);
        for (int i = 0; i < n; i++) {
            rowScale[i] = space.slope(y[i]);
        }
        if (powers) {
            columns();
        }
    }

    /// A fixed parameter has one value; a range that nobody narrowed is walked by doubling, so that
    /// powers follow by squaring.
    private static double[] axis(LawParameter parameter, double low, double high, int dimensions) {
        Range range = Range.of(parameter, low, high);
        if (range.from == range.to) {
            return new double[] {range.from};
        }
        if (range.logarithmic && range.whole && dimensions <= 2) {
            double[] values = new double[Math.getExponent(range.to / range.from) + 1];
            values[0] = range.from;
            for (int k = 1; k < values.length; k++) {
                values[k] = 2 * values[k - 1];
            }
            return values;
        }
        int count = POINTS[dimensions - 1];
        double[] values = new double[count];
        for (int k = 0; k < count; k++) {
            values[k] = range.at(k / (count - 1.0));
        }
        return values;
    }

    private static double[] scatter(LawParameter parameter, double low, double high, int prime) {
        Range range = Range.of(parameter, low, high);
        double[] values = new double[SCATTERED];
        for (int cell = 0; cell < SCATTERED; cell++) {
            double share = 0;
            double digit = 1.0 / prime;
            for (int rest = cell + 1; rest > 0; rest /= prime) {
                share += digit * (rest % prime);
                digit /= prime;
            }
            values[cell] = range.at(share);
        }
        return values;
    }

    /// The law's search range within the bounds; where they do not meet, the bounds, or a range
    /// next to the finite one.
    private record Range(double from, double to, boolean logarithmic, boolean whole) {

        static Range of(LawParameter parameter, double low, double high) {
            if (low == high) {
                return new Range(low, low, false, false);
            }
            Search search = Objects.requireNonNull(parameter.search());
            double from = Math.max(search.from(), low);
            double to = Math.min(search.to(), high);
            if (!(from < to)) {
                from = Double.isInfinite(low) ? high - Math.abs(high) - 1 : low;
                to = Double.isInfinite(high) ? low + Math.abs(low) + 1 : high;
            }
            boolean logarithmic = search.spacing() == Search.Spacing.LOGARITHMIC && from > 0;
            boolean whole = from == search.from() && to == search.to();
            return new Range(from, to, logarithmic, whole);
        }

        double at(double share) {
            return logarithmic ? from * Math.pow(to / from, share) : from + share * (to - from);
        }
    }

    /// Room for the basis functions on their axes and for their inner products; the last column is
    /// y.
    private void allocate() {
        int m = linear.length;
        axisOf[m] = -1;
        for (int c = 0; c < m; c++) {
            axisOf[c] = -1;
            if (basis.get(c) instanceof Basis.Power power) {
                int axis = 0;
                while (nonlinear[axis] != power.exponent()) {
                    axis++;
                }
                axisOf[c] = axis;
            }
        }
        for (int c = 0; c <= m; c++) {
            columns[c] = new double[axisOf[c] < 0 ? 1 : axes[axisOf[c]].length][n];
        }
        for (int c = 0; c <= m; c++) {
            for (int e = 0; e <= c; e++) {
                tables[c][e] = new double[columns[c].length * width(c, e)];
            }
        }
    }

    /// The basis functions on their axes, in rows scaled as the objective needs.
    private void columns() {
        int m = linear.length;
        for (int c = 0; c < m; c++) {
            if (basis.get(c) instanceof Basis.Power power) {
                powers(axes[axisOf[c]], sizes.logarithms()[power.variable()], columns[c]);
            } else {
                System.arraycopy(rowScale, 0, columns[c][0], 0, n);
            }
        }
        for (int i = 0; i < n; i++) {
            columns[m][0][i] = rowScale[i] * y[i];
        }
    }

    /// Length of a row of the table of two columns: they may run along the same axis.
    private int width(int c, int e) {
        return axisOf[c] == axisOf[e] ? 1 : columns[e].length;
    }

    private void powers(double[] exponents, double[] ln, double[][] power) {
        for (int k = 0; k < exponents.length; k++) {
            double[] column = power[k];
            if (k > 0 && exponents[k] == 2 * exponents[k - 1]) {
                double[] root = power[k - 1];
                for (int i = 0; i < n; i++) {
                    column[i] = root[i] * root[i];
                }
            } else {
                Powers.fill(ln, exponents[k], column, n);
            }
        }
        for (int k = 0; space != ResidualSpace.RAW && k < power.length; k++) {
            for (int i = 0; i < n; i++) {
                power[k][i] *= rowScale[i];
            }
        }
    }

    void reweight(double[] weights) {
        System.arraycopy(weights, 0, weight, 0, n);
    }

    int cells() {
        return cells;
    }

    /// Scores every grid point.
    void scan(Progress progress) {
        if (powers) {
            tabulate();
        }
        Arrays.fill(at, 0);
        for (int cell = 0; cell < cells; cell++) {
            if ((cell & 255) == 255 && progress.cancelled()) {
                Arrays.fill(score, cell, cells, Double.NaN);
                return;
            }
            score[cell] = linear.length == 0 ? directScore(cell) : projected(cell);
            advance();
        }
    }

    /// Moves `at` to the next cell.
    private void advance() {
        for (int a = 0; a < at.length && ++at[a] == axes[a].length; a++) {
            at[a] = 0;
        }
    }

    private void tabulate() {
        for (int c = 0; c < columns.length; c++) {
            for (int a = 0; a < columns[c].length; a++) {
                double[] column = columns[c][a];
                for (int i = 0; i < n; i++) {
                    weighted[i] = weight[i] * column[i];
                }
                for (int e = 0; e <= c; e++) {
                    double[] into = tables[c][e];
                    int width = width(c, e);
                    if (axisOf[c] == axisOf[e]) {
                        into[a] = SolverCholesky.dot(weighted, columns[e][a], n);
                    } else {
                        for (int b = 0; b < width; b++) {
                            into[a * width + b] = SolverCholesky.dot(weighted, columns[e][b], n);
                        }
                    }
                }
            }
        }
    }

    private double projected(int cell) {
        int m = linear.length;
        double square;
        if (powers) {
            for (int c = 0; c < m; c++) {
                for (int e = 0; e <= c; e++) {
                    gram[c][e] = entry(c, e);
                }
                right[c] = entry(m, c);
            }
            square = tables[m][m][0];
        } else {
            set(cell);
            square = fillByGradient(jacobian);
        }
        double rest = nnls.solve(gram, right);
        System.arraycopy(nnls.c, 0, coefficients, cell * m, m);
        return square + rest;
    }

    private double entry(int c, int e) {
        int row = axisOf[c] < 0 ? 0 : at[axisOf[c]];
        boolean one = axisOf[c] == axisOf[e] || axisOf[e] < 0;
        return tables[c][e][row * width(c, e) + (one ? 0 : at[axisOf[e]])];
    }

    private int position(int cell, int axis) {
        return scattered ? cell : cell / stride[axis] % axes[axis].length;
    }

    /// Normal equations at `point` of a law that does not name its basis: the columns of its
    /// gradient.
    private double fillByGradient(double[][] jacobian) {
        law.evaluate(point, sizes, value, jacobian);
        int m = linear.length;
        double square = 0;
        for (int i = 0; i < n; i++) {
            double w = weight[i] * rowScale[i] * rowScale[i];
            double rest = y[i] - value[i];
            weighted[i] = w;
            value[i] = rest;
            square += w * rest * rest;
        }
        for (int c = 0; c < m; c++) {
            double[] column = jacobian[linear[c]];
            double h = 0;
            for (int i = 0; i < n; i++) {
                h += weighted[i] * column[i] * value[i];
            }
            right[c] = h;
            for (int e = 0; e <= c; e++) {
                double[] other = jacobian[linear[e]];
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += weighted[i] * column[i] * other[i];
                }
                gram[c][e] = sum;
            }
        }
        return square;
    }

    /// Solves for the linear parameters of a point where one of them is NaN; the nonlinear ones
    /// stay, within their bounds.
    void complete(double[] start) {
        boolean open = false;
        for (int k = 0; k < start.length; k++) {
            open |= Double.isNaN(start[k]);
            point[k] = Math.min(Math.max(start[k], lower[k]), upper[k]);
        }
        if (!open) {
            return;
        }
        for (int k : linear) {
            point[k] = 0;
        }
        double[][] columns = jacobian.length > 0 ? jacobian : new double[start.length][n];
        fillByGradient(columns);
        nnls.solve(gram, right);
        System.arraycopy(point, 0, start, 0, start.length);
        for (int c = 0; c < linear.length; c++) {
            start[linear[c]] = nnls.c[c];
        }
    }

    private double directScore(int cell) {
        set(cell);
        law.evaluate(point, sizes, value, jacobian);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double residual = (value[i] - y[i]) * rowScale[i];
            sum += weight[i] * residual * residual;
        }
        return sum;
    }

    /// Sets the nonlinear parameters of a cell and the linear ones to 0.
    private void set(int cell) {
        for (int k : linear) {
            point[k] = 0;
        }
        for (int a = 0; a < nonlinear.length; a++) {
            point[nonlinear[a]] = axes[a][position(cell, a)];
        }
    }

    /// The cells to start from: local minima, best first.
    ///
    /// @param into filled up to its length
    /// @return number of cells written
    int minima(int[] into) {
        return best(into, 0, true);
    }

    /// Adds the best of the other cells, since a robust objective may have several optima where the
    /// squares have one.
    ///
    /// @param kept number of cells that `into` holds already
    /// @return number of cells now
    int others(int[] into, int kept) {
        return best(into, kept, false);
    }

    private int best(int[] into, int kept, boolean minima) {
        int found = kept;
        for (int cell = 0; cell < cells; cell++) {
            if (!(score[cell] < Double.POSITIVE_INFINITY) || lowest(cell) != minima) {
                continue;
            }
            int at = found;
            while (at > kept && score[into[at - 1]] > score[cell]) {
                at--;
            }
            if (at < into.length) {
                found = Math.min(found + 1, into.length);
                System.arraycopy(into, at, into, at + 1, found - at - 1);
                into[at] = cell;
            }
        }
        return found;
    }

    private boolean lowest(int cell) {
        if (scattered) {
            return true;
        }
        for (int a = 0; a < axes.length; a++) {
            int at = position(cell, a);
            if (at > 0 && score[cell - stride[a]] < score[cell]) {
                return false;
            }
            if (at + 1 < axes[a].length && score[cell + stride[a]] <= score[cell]) {
                return false;
            }
        }
        return true;
    }

    double score(int cell) {
        return score[cell];
    }

    /// Writes the parameters of a cell.
    void start(int cell, double[] into) {
        for (int c = 0; c < linear.length; c++) {
            into[linear[c]] = coefficients[cell * linear.length + c];
        }
        for (int a = 0; a < nonlinear.length; a++) {
            into[nonlinear[a]] = axes[a][position(cell, a)];
        }
    }

    /// Whether the nonlinear parameters of a point lie next to a cell, so that its basin is known.
    boolean near(int cell, double[] p) {
        if (scattered) {
            return false;
        }
        for (int a = 0; a < axes.length; a++) {
            double[] axis = axes[a];
            int at = position(cell, a);
            double value = p[nonlinear[a]];
            boolean below = at >= 1 && value < axis[at - 1];
            boolean above = at + 1 < axis.length && value > axis[at + 1];
            if (below || above) {
                return false;
            }
        }
        return true;
    }
}
