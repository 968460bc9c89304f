package dev.lawcast.theory;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.theory.Keep;
import dev.lawcast.scaling.theory.PerceptronSimulation;
import dev.lawcast.scaling.theory.PruningSetting;
import dev.lawcast.scaling.theory.SuperpositionSimulation;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/// What is to be simulated, every default written out.
sealed interface SimulationRequest {

    String SUPERPOSITION = "superposition";
    String PERCEPTRON = "perceptron_pruning";

    String model();

    /// Settings of the toy model of superposition; the science checks their ranges.
    record Superposition(
            int features,
            List<Integer> widths,
            double spectrum,
            double weightDecay,
            int steps,
            int batch,
            double learningRate,
            long seed)
            implements SimulationRequest {

        @Override
        public String model() {
            return SUPERPOSITION;
        }

        SuperpositionSimulation.Settings settings() {
            return new SuperpositionSimulation.Settings(
                    features, widths, spectrum, weightDecay, steps, batch, learningRate, seed);
        }
    }

    /// Settings of the teacher–student perceptron.
    record Perceptron(
            double alphaTotal,
            double keepFraction,
            String keep,
            double thetaDegrees,
            int dimension,
            int repeats,
            long seed)
            implements SimulationRequest {

        @Override
        public String model() {
            return PERCEPTRON;
        }

        PerceptronSimulation.Settings settings() {
            Keep which = keep.equals("hardest") ? Keep.HARDEST : Keep.EASIEST;
            return new PerceptronSimulation.Settings(
                    new PruningSetting(alphaTotal, keepFraction, which, thetaDegrees),
                    dimension,
                    repeats,
                    seed);
        }
    }

    static SimulationRequest read(JsonBody body) {
        body.allow("model", "settings");
        String model = body.oneOf("model", List.of(SUPERPOSITION, PERCEPTRON));
        if (!body.has("model")) {
            body.missing("model");
        }
        JsonBody settings = body.object("settings");
        if (settings == null && !body.has("settings")) {
            body.missing("settings");
        }
        body.errors().throwIfAny();
        JsonBody given = java.util.Objects.requireNonNull(settings);
        return SUPERPOSITION.equals(model) ? superposition(body, given) : perceptron(body, given);
    }

    private static Superposition superposition(JsonBody body, JsonBody settings) {
        settings.allow(
                "features",
                "widths",
                "spectrum",
                "weight_decay",
                "steps",
                "batch",
                "learning_rate",
                "seed");
        var request =
                new Superposition(
                        Words.whole(
                                settings,
                                "features",
                                2,
                                SuperpositionSimulation.MOST_FEATURES,
                                200),
                        widths(settings),
                        Words.optional(settings, "spectrum", 0, 5, 1.2),
                        Words.optional(settings, "weight_decay", -10, 10, -1),
                        Words.whole(
                                settings, "steps", 1, SuperpositionSimulation.MOST_STEPS, 1_000),
                        Words.whole(settings, "batch", 1, SuperpositionSimulation.MOST_BATCH, 128),
                        Words.optional(settings, "learning_rate", 1e-6, 1, .02),
                        seed(settings));
        Words.checked(body, "settings", request::settings);
        return request;
    }

    private static Perceptron perceptron(JsonBody body, JsonBody settings) {
        settings.allow(
                "alpha_total",
                "keep_fraction",
                "keep",
                "theta_degrees",
                "dimension",
                "repeats",
                "seed");
        var request =
                new Perceptron(
                        Words.required(
                                settings,
                                "alpha_total",
                                PruningSetting.LEAST_ALPHA,
                                PruningSetting.MOST_ALPHA),
                        Words.required(settings, "keep_fraction", PruningSetting.LEAST_FRACTION, 1),
                        Words.of(Words.keep(settings)),
                        Words.optional(settings, "theta_degrees", 0, 90, 0),
                        Words.whole(
                                settings,
                                "dimension",
                                2,
                                PerceptronSimulation.MOST_DIMENSIONS,
                                100),
                        Words.whole(settings, "repeats", 2, 1_000, 50),
                        seed(settings));
        Words.checked(body, "settings", request::settings);
        return request;
    }

    private static long seed(JsonBody settings) {
        Long seed = settings.integer("seed", 0, (1L << 53) - 1);
        return seed == null ? 1 : seed;
    }

    private static List<Integer> widths(JsonBody settings) {
        JsonNode given = settings.field("widths");
        if (given == null) {
            return List.of(5, 10, 20);
        }
        var widths = new ArrayList<Integer>();
        int i = 0;
        for (double width : settings.numbers("widths", 16)) {
            if (width != Math.rint(width)
                    || width < 1
                    || width > SuperpositionSimulation.MOST_WIDTH) {
                settings.errors()
                        .add(
                                InputError.at(
                                        settings.pointerTo("widths") + "/" + i,
                                        String.valueOf(width),
                                        ErrorCode.OUT_OF_RANGE,
                                        "A width is "
                                                + width
                                                + ", must be a whole number from 1 to "
                                                + SuperpositionSimulation.MOST_WIDTH
                                                + "."));
            }
            widths.add((int) width);
            i++;
        }
        return widths;
    }
}
