package dev.lawcast.scaling.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/// Trains the toy model of superposition (Elhage et al. 2022; Liu, Liu and Gore 2025, arXiv
/// 2505.10465) at several widths m: loss over width, and which regime W ends in.
///
/// Inputs x_i = u_i·v_i, v_i uniform on (0, 2), u_i on with probability p_i ∝ i^−a, one on average;
/// output ReLU(WWᵀx + b) with W features × width; loss = squared distance summed over features,
/// mean over samples. Adam (β .9, .999) with warm-up and cosine decay of the rate η; each step also
/// moves W by its decay λ: λ > 0 multiplies W by 1 − ηλ (weak superposition), λ < 0 pulls every row
/// to norm 1, row += η|λ|·row·(1/|row| − 1) (strong).
public final class SuperpositionSimulation {

    public static final int MOST_FEATURES = 1_000;
    public static final int MOST_WIDTH = 128;
    public static final int MOST_STEPS = 10_000;
    public static final int MOST_BATCH = 1_024;

    /// Most multiplications of all widths together, about a minute of a core.
    public static final double MOST_WORK = 2e10;

    private static final int TEST_SAMPLES = 20_000;
    private static final int TEST_BATCH = 500;
    private static final int WARM_UP = 100;
    private static final double INITIAL_NORM = .3;

    private SuperpositionSimulation() {}

    /// @param features n
    /// @param widths m of each model
    /// @param spectrum a: feature i is on with p_i ∝ i^−a
    /// @param weightDecay λ; > 0 towards weak, < 0 towards strong superposition
    /// @param learningRate η
    public record Settings(
            int features,
            List<Integer> widths,
            double spectrum,
            double weightDecay,
            int steps,
            int batch,
            double learningRate,
            long seed) {

        /// @throws IllegalArgumentException naming the value that is out of its range
        public Settings {
            require("features", features, 2, MOST_FEATURES);
            require("widths", widths.size(), 1, 16);
            for (int width : widths) {
                require("width", width, 1, MOST_WIDTH);
            }
            require("spectrum", spectrum, 0, 5);
            require("weight_decay", weightDecay, -10, 10);
            require("steps", steps, 1, MOST_STEPS);
            require("batch", batch, 1, MOST_BATCH);
            require("learning_rate", learningRate, 1e-6, 1);
            double work =
                    widths.stream().mapToDouble(m -> (double) m * features * batch * steps).sum();
            if (work > MOST_WORK) {
                throw new IllegalArgumentException(
                        "features × batch × steps × all widths is %.3g, at most %.3g are trained. Maybe fewer steps do."
                                .formatted(work, MOST_WORK));
            }
            widths = List.copyOf(widths);
        }

        private static void require(String name, double value, double least, double most) {
            if (!(value >= least && value <= most)) {
                throw new IllegalArgumentException(
                        name + " is " + value + ", must be from " + least + " to " + most + ".");
            }
        }
    }

    /// One trained model.
    ///
    /// @param loss mean over 20,000 fresh samples
    /// @param lossStandardError of that mean
    /// @param lossOfZero what answering 0 would lose on the same samples
    public record Model(
            int width,
            double loss,
            double lossStandardError,
            double lossOfZero,
            SuperpositionDiagnosis diagnosis) {}

    /// @param progress told the share that is done
    /// @param stopped asked at each step; the widths done by then are the result
    public static List<Model> run(
            Settings settings, DoubleConsumer progress, BooleanSupplier stopped) {
        double work = settings.widths().stream().mapToDouble(m -> m).sum();
        var models = new ArrayList<Model>();
        double before = 0;
        for (int width : settings.widths()) {
            double done = before;
            var training =
                    new Training(
                            settings,
                            width,
                            new SplittableRandom(settings.seed() * 0x9E3779B97F4A7C15L + width));
            boolean whole =
                    training.train(
                            share -> progress.accept((done + share * width) / work), stopped);
            if (!whole) {
                return models;
            }
            models.add(training.model());
            before += width;
        }
        return models;
    }

    /// The weights of one width on their way. Samples are lists of active features.
    private static final class Training {

        private final Settings settings;
        private final int n;
        private final int m;
        private final SplittableRandom random;
        private final double[] p;
        private final float[] w; // n × m, then b
        private final float[] wt; // m × n
        private final float[] gradient;
        private final float[] mean;
        private final float[] square;
        private final float[] hidden;
        private final float[] output;
        private final float[] back;
        private final int[] active;
        private final float[] value;
        private int actives;

        Training(Settings settings, int width, SplittableRandom random) {
            this.settings = settings;
            this.n = settings.features();
            this.m = width;
            this.random = random;
            this.p = new double[n];
            for (int i = 0; i < n; i++) {
                p[i] = Math.pow(i + 1, -settings.spectrum());
            }
            double sum = Arrays.stream(p).sum();
            for (int i = 0; i < n; i++) {
                p[i] /= sum;
            }
            this.w = new float[n * m + n];
            this.wt = new float[n * m];
            this.gradient = new float[w.length];
            this.mean = new float[w.length];
            this.square = new float[w.length];
            this.hidden = new float[m];
            this.output = new float[n];
            this.back = new float[m];
            this.active = new int[n];
            this.value = new float[n];
            for (int i = 0; i < n * m; i++) {
                w[i] = (float) (random.nextGaussian() * INITIAL_NORM / Math.sqrt(m));
            }
        }

        boolean train(DoubleConsumer progress, BooleanSupplier stopped) {
            for (int step = 0; step < settings.steps(); step++) {
                if (stopped.getAsBoolean()) {
                    return false;
                }
                Arrays.fill(gradient, 0);
                transpose();
                for (int i = 0; i < settings.batch(); i++) {
                    draw();
                    forward();
                    backward();
                }
                update(step);
                progress.accept((step + 1.) / settings.steps());
            }
            return true;
        }

        private void transpose() {
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < m; k++) {
                    wt[k * n + i] = w[i * m + k];
                }
            }
        }

        /// The active features of a sample, rising.
        private void draw() {
            actives = 0;
            for (int i = 0; i < n; i++) {
                if (random.nextDouble() < p[i]) {
                    active[actives] = i;
                    value[actives++] = (float) (2 * random.nextDouble());
                }
            }
        }

        /// output = ReLU(WWᵀx + b), hidden = Wᵀx.
        private void forward() {
            Arrays.fill(hidden, 0);
            for (int a = 0; a < actives; a++) {
                for (int k = 0; k < m; k++) {
                    hidden[k] += value[a] * w[active[a] * m + k];
                }
            }
            System.arraycopy(w, n * m, output, 0, n);
            for (int k = 0; k < m; k++) {
                float h = hidden[k];
                int row = k * n;
                for (int i = 0; i < n; i++) {
                    output[i] += h * wt[row + i];
                }
            }
        }

        /// With e = 2(output − x)·1[output > 0]/batch: ∂W = e·hᵀ + x·(Wᵀe)ᵀ, ∂b = e.
        private void backward() {
            float scale = 2f / settings.batch();
            Arrays.fill(back, 0);
            int a = 0;
            for (int i = 0; i < n; i++) {
                float x = a < actives && active[a] == i ? value[a++] : 0;
                if (output[i] > 0) {
                    float e = scale * (output[i] - x);
                    gradient[n * m + i] += e;
                    for (int k = 0; k < m; k++) {
                        gradient[i * m + k] += e * hidden[k];
                        back[k] += e * w[i * m + k];
                    }
                }
            }
            for (int j = 0; j < actives; j++) {
                for (int k = 0; k < m; k++) {
                    gradient[active[j] * m + k] += value[j] * back[k];
                }
            }
        }

        private void update(int step) {
            double rate =
                    settings.learningRate()
                            * Math.min(1, (step + 1.) / WARM_UP)
                            * .5
                            * (1 + Math.cos(Math.PI * step / settings.steps()));
            decay(rate * settings.weightDecay());
            float unbiasMean = (float) (1 / (1 - Math.pow(.9, step + 1)));
            float unbiasSquare = (float) (1 / (1 - Math.pow(.999, step + 1)));
            float eta = (float) rate;
            for (int i = 0; i < w.length; i++) {
                float g = gradient[i];
                mean[i] += .1f * (g - mean[i]);
                square[i] += .001f * (g * g - square[i]);
                w[i] -=
                        eta
                                * (mean[i] * unbiasMean)
                                / ((float) Math.sqrt(square[i] * unbiasSquare) + 1e-8f);
            }
        }

        private void decay(double amount) {
            if (amount > 0) {
                for (int i = 0; i < n * m; i++) {
                    w[i] *= (float) (1 - amount);
                }
                return;
            }
            for (int i = 0; i < n; i++) {
                double squares = 0;
                for (int k = 0; k < m; k++) {
                    squares += (double) w[i * m + k] * w[i * m + k];
                }
                float factor = (float) (1 - amount * (1 / Math.max(Math.sqrt(squares), 1e-6) - 1));
                for (int k = 0; k < m; k++) {
                    w[i * m + k] *= factor;
                }
            }
        }

        Model model() {
            transpose();
            int batches = TEST_SAMPLES / TEST_BATCH;
            double[] losses = new double[batches];
            double zero = 0;
            for (int batch = 0; batch < batches; batch++) {
                for (int s = 0; s < TEST_BATCH; s++) {
                    draw();
                    forward();
                    int a = 0;
                    for (int i = 0; i < n; i++) {
                        double x = a < actives && active[a] == i ? value[a++] : 0;
                        double e = Math.max(0, output[i]) - x;
                        losses[batch] += e * e / TEST_BATCH;
                        zero += x * x / TEST_SAMPLES;
                    }
                }
            }
            double loss = Arrays.stream(losses).average().orElseThrow();
            double squares = Arrays.stream(losses).map(l -> (l - loss) * (l - loss)).sum();
            double[] weights = new double[n * m];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = w[i];
            }
            return new Model(
                    m,
                    loss,
                    Math.sqrt(squares / (batches - 1) / batches),
                    zero,
                    SuperpositionDiagnosis.of(new Matrix(n, m, weights)));
        }
    }
}
