package dev.lawcast.scaling.theory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/// Trains the perceptrons of which [PruningTheory] speaks, in d dimensions: α_total·d Gaussian
/// inputs labelled by a teacher and ranked by a probe at angle θ from it, a share kept, the exact
/// maximum-margin student of the kept ones. Its error lies below the theory by about 1/d.
///
/// Only the two coordinates in the plane of probe and teacher decide what is kept, so the others
/// are drawn for kept inputs alone.
public final class PerceptronSimulation {

    public static final int MOST_DIMENSIONS = 400;

    /// Most numbers that the kept inputs may have.
    public static final long MOST_NUMBERS = 4_000_000;

    private PerceptronSimulation() {}

    /// @param dimension d, 2 to [#MOST_DIMENSIONS]
    /// @param repeats independent data sets, 2 to 1,000
    public record Settings(PruningSetting data, int dimension, int repeats, long seed) {

        /// @throws IllegalArgumentException naming the value that is out of its range
        public Settings {
            if (dimension < 2 || dimension > MOST_DIMENSIONS) {
                throw new IllegalArgumentException(
                        "dimension is "
                                + dimension
                                + ", must be from 2 to "
                                + MOST_DIMENSIONS
                                + ".");
            }
            if (repeats < 2 || repeats > 1_000) {
                throw new IllegalArgumentException(
                        "repeats is " + repeats + ", must be from 2 to 1000.");
            }
            long examples = Math.round(data.alphaTotal() * dimension);
            long kept = Math.round(data.keepFraction() * examples);
            if (kept < 1) {
                throw new IllegalArgumentException(
                        "α_total × dimension × keep_fraction leaves no example. Maybe the dimension is too small.");
            }
            if (examples + kept * dimension > MOST_NUMBERS) {
                throw new IllegalArgumentException(
                        "The kept examples have "
                                + kept * dimension
                                + " numbers, at most "
                                + MOST_NUMBERS
                                + " are simulated. Maybe the dimension is too large.");
            }
        }

        int examples() {
            return (int) Math.round(data.alphaTotal() * dimension);
        }

        int kept() {
            return (int) Math.round(data.keepFraction() * examples());
        }
    }

    /// @param error mean share of wrong labels, arccos(R)/π of each student
    /// @param errorStandardError of that mean, from the spread over the repeats
    /// @param margin mean κ
    /// @param repeats done; fewer than asked where it was stopped
    public record Result(
            double error,
            double errorStandardError,
            double margin,
            double marginStandardError,
            int repeats) {}

    /// @param progress told the share that is done
    /// @param stopped asked before each repeat; what is done by then is the result
    /// @throws IllegalStateException where it was stopped before two repeats
    public static Result run(Settings settings, DoubleConsumer progress, BooleanSupplier stopped) {
        double[] errors = new double[settings.repeats()];
        double[] margins = new double[settings.repeats()];
        int done = 0;
        while (done < settings.repeats() && !stopped.getAsBoolean()) {
            one(
                    settings,
                    new SplittableRandom(mixed(settings.seed(), done)),
                    errors,
                    margins,
                    done);
            progress.accept((double) ++done / settings.repeats());
        }
        if (done < 2) {
            throw new IllegalStateException("The simulation was stopped before two repeats.");
        }
        return new Result(
                mean(errors, done),
                standardError(errors, done),
                mean(margins, done),
                standardError(margins, done),
                done);
    }

    private static void one(
            Settings settings,
            SplittableRandom random,
            double[] errors,
            double[] margins,
            int repeat) {
        double theta = Math.toRadians(settings.data().thetaDegrees());
        int n = settings.examples();
        int d = settings.dimension();
        double[] teacher = new double[n];
        double[] other = new double[n];
        double[] byProbe = new double[n];
        Integer[] order = new Integer[n];
        for (int i = 0; i < n; i++) {
            teacher[i] = random.nextGaussian();
            other[i] = random.nextGaussian();
            byProbe[i] = Math.abs(Math.cos(theta) * teacher[i] + Math.sin(theta) * other[i]);
            order[i] = i;
        }
        Arrays.sort(order, Comparator.comparingDouble(i -> byProbe[i]));
        int from = settings.data().keep() == Keep.HARDEST ? 0 : n - settings.kept();
        double[][] z = new double[settings.kept()][d];
        for (int row = 0; row < z.length; row++) {
            int i = order[from + row];
            double label = Math.signum(teacher[i]);
            z[row][0] = label * teacher[i];
            z[row][1] = label * other[i];
            for (int k = 2; k < d; k++) {
                z[row][k] = random.nextGaussian();
            }
        }
        double[] student = MaximumMargin.of(z);
        double least = Double.POSITIVE_INFINITY;
        for (double[] example : z) {
            least = Math.min(least, MaximumMargin.dot(example, student));
        }
        errors[repeat] = Math.acos(Math.clamp(student[0], -1, 1)) / Math.PI;
        margins[repeat] = least;
    }

    private static long mixed(long seed, int repeat) {
        return seed * 0x9E3779B97F4A7C15L + repeat * 0xD1B54A32D192ED03L;
    }

    private static double mean(double[] values, int n) {
        return Arrays.stream(values, 0, n).sum() / n;
    }

    private static double standardError(double[] values, int n) {
        double mean = mean(values, n);
        double squares = Arrays.stream(values, 0, n).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (n - 1) / n);
    }
}
