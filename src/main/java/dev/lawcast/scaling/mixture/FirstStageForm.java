package dev.lawcast.scaling.mixture;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Shapes of the metric over mixtures p at one size, OT being the transport cost from the mixture
/// of the pilots to the validation sample.
///
/// The six linear ones are in the metric itself (Kang et al. 2023, arXiv 2307.02460, compare them).
/// The rational ones are in the error, ln e = ln Σ_i 1/(Σ_j λ_ij p_j) [+ b·OT] (Hashimoto 2021,
/// *Model Performance Scaling with Multiple Data Sources*), see [RationalForm].
public enum FirstStageForm {
    LINEAR(true, false, Transport.NONE),
    OT_LINEAR(false, false, Transport.ADDED),
    LINEAR_PLUS_OT(true, false, Transport.ADDED),
    PSEUDO_QUADRATIC(true, true, Transport.NONE),
    PSEUDO_QUADRATIC_PLUS_OT(true, true, Transport.ADDED),
    /// The paper's: Σ_i (b2_i p_i² + b1_i p_i + b0)·OT + Σ_i (c2_i p_i² + c1_i p_i + c0).
    PSEUDO_QUADRATIC_OT(true, true, Transport.TIMES),
    RATIONAL(false, false, Transport.NONE),
    RATIONAL_PLUS_OT(false, false, Transport.ADDED);

    private enum Transport {
        NONE,
        ADDED,
        TIMES
    }

    private final boolean shares;
    private final boolean squares;
    private final Transport transport;

    FirstStageForm(boolean shares, boolean squares, Transport transport) {
        this.shares = shares;
        this.squares = squares;
        this.transport = transport;
    }

    /// Name in requests and answers, `pseudo_quadratic_ot`.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it needs the transport cost.
    public boolean usesTransport() {
        return transport != Transport.NONE;
    }

    /// Whether it is a shape of the error, not of the metric.
    public boolean rational() {
        return this == RATIONAL || this == RATIONAL_PLUS_OT;
    }

    /// The same form without transport; null for one that has none, or nothing else.
    public @Nullable FirstStageForm withoutTransport() {
        return switch (this) {
            case LINEAR_PLUS_OT -> LINEAR;
            case PSEUDO_QUADRATIC_PLUS_OT, PSEUDO_QUADRATIC_OT -> PSEUDO_QUADRATIC;
            case RATIONAL_PLUS_OT -> RATIONAL;
            case LINEAR, OT_LINEAR, PSEUDO_QUADRATIC, RATIONAL -> null;
        };
    }

    /// Names of the columns of a linear form; the constant is not among them.
    List<String> columns(List<String> sources) {
        var names = new ArrayList<String>();
        if (shares) {
            sources.forEach(s -> names.add("p_" + s));
        }
        if (squares) {
            sources.forEach(s -> names.add("p_" + s + "^2"));
        }
        if (transport != Transport.NONE) {
            names.add("OT");
        }
        if (transport == Transport.TIMES) {
            sources.forEach(s -> names.add("p_" + s + "*OT"));
            sources.forEach(s -> names.add("p_" + s + "^2*OT"));
        }
        return names;
    }

    /// The columns at a mixture, in the order of [#columns].
    double[] row(double[] p, double ot) {
        int k = p.length;
        double[] row =
                new double
                        [(shares ? k : 0)
                                + (squares ? k : 0)
                                + (transport != Transport.NONE ? 1 : 0)
                                + (transport == Transport.TIMES ? 2 * k : 0)];
        int c = 0;
        for (int i = 0; i < k && shares; i++) {
            row[c++] = p[i];
        }
        for (int i = 0; i < k && squares; i++) {
            row[c++] = p[i] * p[i];
        }
        if (transport != Transport.NONE) {
            row[c++] = ot;
        }
        for (int i = 0; i < k && transport == Transport.TIMES; i++) {
            row[c++] = p[i] * ot;
        }
        for (int i = 0; i < k && transport == Transport.TIMES; i++) {
            row[c++] = p[i] * p[i] * ot;
        }
        return row;
    }
}
