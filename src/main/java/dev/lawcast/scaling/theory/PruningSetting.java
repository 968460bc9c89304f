package dev.lawcast.scaling.theory;

/// A pruned data set of the teacher–student perceptron.
///
/// @param alphaTotal examples per input dimension before pruning, .001 to 1e5
/// @param keepFraction share f of them that is kept, .001 to 1
/// @param keep by margin to the probe
/// @param thetaDegrees angle between probe and teacher, 0 to 90
public record PruningSetting(
        double alphaTotal, double keepFraction, Keep keep, double thetaDegrees) {

    public static final double LEAST_ALPHA = 1e-3;
    public static final double MOST_ALPHA = 1e5;
    public static final double LEAST_FRACTION = 1e-3;

    /// @throws IllegalArgumentException naming the value that is out of its range
    public PruningSetting {
        require("alphaTotal", alphaTotal, LEAST_ALPHA, MOST_ALPHA);
        require("keepFraction", keepFraction, LEAST_FRACTION, 1);
        require("thetaDegrees", thetaDegrees, 0, 90);
    }

    private static void require(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", must be from " + least + " to " + most + ".");
        }
    }
}
