package dev.lawcast.scaling.transport;

/// K_ij = e^((f_i + g_j − c_ij)/ε) for potentials that are absorbed in it, and its products.
interface GibbsKernel {

    void absorb(double[] f, double[] g, double epsilon);

    /// s_i = Σ_j K_ij y_j.
    void multiply(double[] y, double[] s);

    /// t_j = Σ_i x_i K_ij.
    void multiplyTransposed(double[] x, double[] t);

    /// Σ_ij x_i K_ij c_ij y_j.
    double cost(double[] x, double[] y);
}
