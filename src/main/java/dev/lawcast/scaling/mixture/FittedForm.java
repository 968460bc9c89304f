package dev.lawcast.scaling.mixture;

import java.util.List;

/// A first-stage form with its coefficients, at one size.
sealed interface FittedForm permits RidgeForm, RationalForm {

    /// The metric of a mixture.
    ///
    /// @param ot transport cost of the mixture; NaN is fine for forms without it
    double at(double[] p, double ot);

    /// The metric of each cell as predicted by the form fitted to the others.
    double[] leftOut();

    /// Coefficients beside the constant that were free.
    int columns();

    /// Columns that say nothing beyond the others.
    List<String> dropped();

    /// The same form fitted to other metrics of the same cells.
    ///
    /// @param metric of each cell
    /// @param ot of each cell
    FittedForm refitted(double[] metric, double[] ot);
}
