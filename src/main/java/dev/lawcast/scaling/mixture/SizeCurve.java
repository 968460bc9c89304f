package dev.lawcast.scaling.mixture;

/// A second stage with its constants: the metric of any mixture at any size.
sealed interface SizeCurve permits OneSize, LogLinear, PowerCurve, JointLaw {

    /// @param size N > 0
    /// @param ot transport cost of the mixture; NaN is fine where no form uses it
    /// @return the metric, not clipped
    double at(double size, double[] p, double ot);

    /// By how much the standard error of a level is multiplied on the way to a size: √Σa² with Σ
    /// a_s·level_s the projection; NaN where it is no such sum.
    double amplification(double size);

    /// The same stage on refitted sizes.
    ///
    /// @param cells metrics of the cells at each size that the levels were refitted to
    SizeCurve refitted(Levels levels, double[][] cells);

    static SizeCurve of(SecondStage stage, Levels levels) {
        return switch (stage) {
            case LOG_LINEAR -> new LogLinear(levels);
            case ERROR_POWER_LAW, POWER_LAW, POWER_LAW_CONSTANT, PER_SOURCE_EXPONENTS ->
                    PowerCurve.of(stage, levels);
            case JOINT -> JointLaw.of(levels);
        };
    }
}
