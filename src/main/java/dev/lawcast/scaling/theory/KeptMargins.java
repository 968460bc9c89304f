package dev.lawcast.scaling.theory;

import org.hipparchus.distribution.continuous.NormalDistribution;

import java.util.Arrays;

/// The kept examples as a student sees them whose part in the plane of probe and teacher points at
/// angle χ from the probe.
///
/// An input has the standard normal coordinates (z, v) in that plane, z along the probe. With p
/// along the student's part, o across it and δ = χ − θ:
///
/// - teacher's margin t = p cos δ − o sin δ, probe's margin z = p cos χ − o sin χ
/// - kept: |z| < γ = Φ⁻¹((1 + f)/2) for the hardest, |z| > g = Φ⁻¹(1 − f/2) for the easiest
///
/// Inputs and their mirror images count alike, so t > 0 twice stands for all. For each p the kept o
/// form intervals, whose mass and mean are differences of Φ and φ; what stays is a rule over p: Σ
/// wᵢ h(pᵢ) = α_total·E[h(p); kept], and Σ uᵢ h(pᵢ) = α_total·E[o·h(p); kept]. Its panels narrow
/// down, by halves, towards every place where the mass bends.
///
/// @param p nodes
/// @param w weights
/// @param u weights times the mean of o
record KeptMargins(double[] p, double[] w, double[] u) {

    /// φ(9) is 1e−18.
    private static final double FAR = 9;

    private static final double NEGLIGIBLE = 1e-18;
    private static final GaussLegendre RULE = GaussLegendre.of(10);

    static KeptMargins of(PruningSetting setting, double theta, double chi) {
        double edge = edge(setting);
        double[] ends = ends(setting.alphaTotal(), edge, theta, chi);
        int most = (ends.length - 1) * RULE.nodes().length;
        double[] p = new double[most];
        double[] w = new double[most];
        double[] u = new double[most];
        double[] moments = new double[2];
        int n = 0;
        for (int panel = 1; panel < ends.length; panel++) {
            double middle = (ends[panel] + ends[panel - 1]) / 2;
            double half = (ends[panel] - ends[panel - 1]) / 2;
            for (int i = 0; i < RULE.nodes().length; i++) {
                double at = middle + half * RULE.nodes()[i];
                double mass =
                        2 * setting.alphaTotal() * Gauss.density(at) * half * RULE.weights()[i];
                across(setting.keep(), edge, theta, chi, at, moments);
                if (mass * moments[0] > NEGLIGIBLE) {
                    p[n] = at;
                    w[n] = mass * moments[0];
                    u[n++] = mass * moments[1];
                }
            }
        }
        return new KeptMargins(Arrays.copyOf(p, n), Arrays.copyOf(w, n), Arrays.copyOf(u, n));
    }

    /// γ or g; ∞ where all are kept.
    private static double edge(PruningSetting setting) {
        double f = setting.keepFraction();
        if (f == 1) {
            return setting.keep() == Keep.HARDEST ? Double.POSITIVE_INFINITY : 0;
        }
        return new NormalDistribution()
                .inverseCumulativeProbability(
                        setting.keep() == Keep.HARDEST ? (1 + f) / 2 : 1 - f / 2);
    }

    private static double[] ends(double alphaTotal, double edge, double theta, double chi) {
        double slabEdge = edge / Math.cos(chi);
        double corner = theta == 0 ? 0 : edge * Math.sin(chi - theta) / Math.sin(theta);
        // The mass bends within about tan χ or tan δ, the student's constraint within about 1/α.
        double sharpness = 1 + alphaTotal + sharpness(chi) + sharpness(chi - theta);
        int halvings = 6 + (int) Math.ceil(Math.log(sharpness) / Math.log(2));
        double[] bends = {0, slabEdge, -slabEdge, corner, -corner};
        double[] ends = new double[2 + bends.length * (2 * halvings + 1)];
        int n = 0;
        ends[n++] = -FAR;
        ends[n++] = FAR;
        for (double bend : bends) {
            if (Math.abs(bend) < FAR) {
                ends[n++] = bend;
                for (int j = 0; j < halvings; j++) {
                    double away = Math.scalb(FAR, -j);
                    ends[n++] = Math.clamp(bend - away, -FAR, FAR);
                    ends[n++] = Math.clamp(bend + away, -FAR, FAR);
                }
            }
        }
        return Arrays.stream(ends, 0, n).sorted().distinct().toArray();
    }

    private static double sharpness(double angle) {
        return angle == 0 ? 0 : Math.min(1e9, 1 / Math.abs(Math.tan(angle)));
    }

    /// Mass and first moment of the kept o at p.
    private static void across(
            Keep keep, double edge, double theta, double chi, double p, double[] moments) {
        double delta = chi - theta;
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        moments[0] = 0;
        moments[1] = 0;
        if (delta > 0) {
            high = p * Math.cos(delta) / Math.sin(delta);
        } else if (delta < 0) {
            low = p * Math.cos(delta) / Math.sin(delta);
        } else if (p < 0) {
            return;
        }
        if (chi == 0) {
            if (Math.abs(p) < edge == (keep == Keep.HARDEST)) {
                add(low, high, moments);
            }
            return;
        }
        double slabLow = (p * Math.cos(chi) - edge) / Math.sin(chi);
        double slabHigh = (p * Math.cos(chi) + edge) / Math.sin(chi);
        switch (keep) {
            case HARDEST -> add(Math.max(low, slabLow), Math.min(high, slabHigh), moments);
            case EASIEST -> {
                add(low, Math.min(high, slabLow), moments);
                add(Math.max(low, slabHigh), high, moments);
            }
        }
    }

    private static void add(double low, double high, double[] moments) {
        if (low < high) {
            moments[0] += Gauss.between(low, high);
            moments[1] += Gauss.density(low) - Gauss.density(high);
        }
    }
}
