package dev.lawcast.scaling.law;

/// The points at which a law is evaluated, with their logarithms, computed once. The arrays are
/// shared, not copied: nobody writes to them.
///
/// @param x `x[j][i]` is variable j of point i
/// @param logarithms `ln x[j][i]`
/// @param count number of points
public record Sizes(double[][] x, double[][] logarithms, int count) {

    public static Sizes of(double[][] x, int count) {
        double[][] logarithms = new double[x.length][count];
        for (int j = 0; j < x.length; j++) {
            for (int i = 0; i < count; i++) {
                logarithms[j][i] = Math.log(x[j][i]);
            }
        }
        return new Sizes(x, logarithms, count);
    }
}
