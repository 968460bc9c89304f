package dev.lawcast.scaling.mixture;

/// Transport from mixtures of the sources' pilot samples to the validation sample.
public interface MixtureCost {

    /// What the cost is made of, as in answers: `squared_euclidean`.
    String groundCost();

    /// Solves for a mixture. Calls go from one thread at a time.
    ///
    /// @param p a share for each source
    Potentials at(double[] p);

    /// A solution with its dual potentials, f_s + g_t ≤ c_st.
    ///
    /// @param cost OT(p) = Σ_i p_i·mean f_i + mean g
    /// @param f `f[i][s]` of pilot point s of source i; of sources with share 0 by the c-transform
    /// @param g of each validation point
    /// @param standardError of the cost where it is that of minibatches; 0 where all points are in
    record Potentials(double cost, double[][] f, double[] g, double standardError) {

        /// Of a solution with all points.
        public Potentials(double cost, double[][] f, double[] g) {
            this(cost, f, g, 0);
        }

        /// Calibrated gradient m_i − mean_j m_j, m_i the mean of f over source i: its component i
        /// minus component j is the derivative of the cost along e_i − e_j.
        public double[] gradient() {
            double[] m = new double[f.length];
            double mean = 0;
            for (int i = 0; i < m.length; i++) {
                m[i] = MixtureCells.mean(f[i]);
                mean += m[i] / m.length;
            }
            for (int i = 0; i < m.length; i++) {
                m[i] -= mean;
            }
            return m;
        }
    }
}
