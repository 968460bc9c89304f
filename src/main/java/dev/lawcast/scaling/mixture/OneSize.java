package dev.lawcast.scaling.mixture;

/// Runs of one size: mixtures can be projected, sizes cannot.
record OneSize(Levels levels) implements SizeCurve {

    @Override
    public double at(double size, double[] p, double ot) {
        if (size != levels.size(0)) {
            throw new IllegalArgumentException(
                    "There are runs of the size "
                            + levels.size(0)
                            + " alone; nothing says how the metric goes on to "
                            + size
                            + ". Train a few mixtures at a second size.");
        }
        return levels.metric(0, p, ot);
    }

    @Override
    public double amplification(double size) {
        return 1;
    }

    @Override
    public SizeCurve refitted(Levels others, double[][] cells) {
        return new OneSize(others);
    }
}
