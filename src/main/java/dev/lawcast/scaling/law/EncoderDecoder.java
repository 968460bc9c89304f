package dev.lawcast.scaling.law;

import java.util.List;

/// L = α·N_e^−p_e·N_d^−p_d + L_∞: loss over the sizes of an encoder and a decoder.
///
/// - N_e, N_d parameters of encoder and decoder without embeddings
/// - α reducible loss at N_e = N_d = 1, p_e and p_d exponents, L_∞ irreducible loss
///
/// The paper writes α·(N̄_e/N_e)^p_e·(N̄_d/N_d)^p_d; N̄ is not identifiable beside α, so it is 1
/// here: the paper's α is this one times N̄_e^−p_e·N̄_d^−p_d.
///
/// For N_e + N_d = B: N_e* = B·p_e/(p_e+p_d), N_d* = B·p_d/(p_e+p_d), L* = α*·B^−(p_e+p_d) + L_∞
/// with α* = α·((p_e+p_d)/p_e)^p_e·((p_e+p_d)/p_d)^p_d. With costs c_e, c_d per parameter c_e·N_e*
/// : c_d·N_d* = p_e : p_d. Any other fixed share only changes the prefactor.
///
/// Ghorbani et al. 2021, *Scaling Laws for Neural Machine Translation*, arXiv 2109.07740.
public final class EncoderDecoder extends DescribedLaw {

    private static final int FLOOR = 0;
    private static final int ALPHA = 1;
    private static final int P_E = 2;
    private static final int P_D = 3;
    private static final int N_E = 0;
    private static final int N_D = 1;

    EncoderDecoder() {
        super(
                "encoder_decoder",
                "Encoder and decoder",
                "L(N_e, N_d) = \\alpha\\,N_e^{-p_e} N_d^{-p_d} + L_{\\infty}",
                "Ghorbani et al. 2021, Scaling Laws for Neural Machine Translation,"
                        + " arXiv:2109.07740",
                Objective.LOG_SQUARED,
                List.of(
                        new LawVariable(
                                "N_e",
                                List.of("encoder_parameters"),
                                "parameters",
                                "Encoder parameters without embeddings."),
                        new LawVariable(
                                "N_d",
                                List.of("decoder_parameters"),
                                "parameters",
                                "Decoder parameters without embeddings.")),
                List.of(
                        Quantities.coefficient(
                                "L_inf",
                                "metric",
                                "The irreducible part: what no model goes below."),
                        Quantities.coefficient(
                                "alpha",
                                "metric·N_e^p_e·N_d^p_d",
                                "The reducible part of a model with one parameter in each half."),
                        LawParameter.exponent(
                                "p_e", "How fast the metric falls with the encoder's size."),
                        LawParameter.exponent(
                                "p_d", "How fast the metric falls with the decoder's size.")));
    }

    @Override
    public List<Basis> basis() {
        return List.of(new Basis.One(), new Basis.Other());
    }

    @Override
    public double value(double[] p, double[] x) {
        return p[FLOOR] + p[ALPHA] * Math.pow(x[N_E], -p[P_E]) * Math.pow(x[N_D], -p[P_D]);
    }

    @Override
    public void evaluate(double[] p, Sizes sizes, double[] value, double[][] jacobian) {
        double[] lnE = sizes.logarithms()[N_E];
        double[] lnD = sizes.logarithms()[N_D];
        for (int i = 0; i < sizes.count(); i++) {
            double power = Math.exp(-p[P_E] * lnE[i] - p[P_D] * lnD[i]);
            double reducible = p[ALPHA] * power;
            value[i] = p[FLOOR] + reducible;
            jacobian[FLOOR][i] = 1;
            jacobian[ALPHA][i] = power;
            jacobian[P_E][i] = -lnE[i] * reducible;
            jacobian[P_D][i] = -lnD[i] * reducible;
        }
    }

    @Override
    public boolean addSecondDerivatives(
            double[] p, Sizes sizes, double[][] jacobian, double[] weight, double[][] hessian) {
        double[] lnE = sizes.logarithms()[N_E];
        double[] lnD = sizes.logarithms()[N_D];
        for (int i = 0; i < sizes.count(); i++) {
            double byE = weight[i] * lnE[i];
            double byD = weight[i] * lnD[i];
            hessian[P_E][ALPHA] -= byE * jacobian[ALPHA][i];
            hessian[P_D][ALPHA] -= byD * jacobian[ALPHA][i];
            hessian[P_E][P_E] -= byE * jacobian[P_E][i];
            hessian[P_D][P_E] -= byD * jacobian[P_E][i];
            hessian[P_D][P_D] -= byD * jacobian[P_D][i];
        }
        return true;
    }

    @Override
    public boolean rescales() {
        return true;
    }

    @Override
    public void rescale(double[] p, double[] unit) {
        p[ALPHA] *= Math.pow(unit[N_E], -p[P_E]) * Math.pow(unit[N_D], -p[P_D]);
    }

    @Override
    public double sizeReaching(double target, int variable, double[] p, double[] x) {
        return PowerTerm.sizeReaching(
                target - p[FLOOR], given(variable, p, x), p[variable == N_E ? P_E : P_D]);
    }

    @Override
    public double limit(int variable, double[] p, double[] x) {
        return p[FLOOR] + PowerTerm.limit(given(variable, p, x), p[variable == N_E ? P_E : P_D]);
    }

    /// α times the power of the other size.
    private static double given(int variable, double[] p, double[] x) {
        return p[ALPHA] * (variable == N_E ? Math.pow(x[N_D], -p[P_D]) : Math.pow(x[N_E], -p[P_E]));
    }

    /// How to spend a budget on the two halves.
    ///
    /// @param encoder N_e*
    /// @param decoder N_d*
    /// @param metric what the law expects there
    public record Split(double encoder, double decoder, double metric) {}

    /// The best split of c_e·N_e + c_d·N_d = budget; costs 1 and 1 share out parameters.
    ///
    /// @param budget in the unit of cost·parameters, > 0
    /// @param costEncoder c_e > 0
    /// @param costDecoder c_d > 0
    public Split split(double[] p, double budget, double costEncoder, double costDecoder) {
        double share = share(p);
        double encoder = budget * share / costEncoder;
        double decoder = budget * (1 - share) / costDecoder;
        return new Split(encoder, decoder, value(p, new double[] {encoder, decoder}));
    }

    /// The reducible loss with a share r of the cost in the encoder, relative to that with the best
    /// share: what a fixed r costs at every budget.
    ///
    /// @param encoderShare r within (0, 1)
    public double prefactorRatio(double[] p, double encoderShare) {
        double best = share(p);
        return Math.exp(
                p[P_E] * Math.log(best / encoderShare)
                        + p[P_D] * Math.log((1 - best) / (1 - encoderShare)));
    }

    private static double share(double[] p) {
        return p[P_E] / (p[P_E] + p[P_D]);
    }

    @Override
    public List<DerivedQuantity> derived() {
        return List.of(
                new DerivedQuantity(
                        "share",
                        "1",
                        "Best share of the parameters in the encoder, p_e/(p_e+p_d).",
                        EncoderDecoder::share),
                new DerivedQuantity(
                        "p",
                        "1",
                        "Exponent of the reducible loss as both halves grow together, p_e+p_d.",
                        p -> p[P_E] + p[P_D]),
                new DerivedQuantity(
                        "alpha_opt",
                        "metric·B^p",
                        "The reducible part at the best split of one parameter: L = L_inf + alpha_opt"
                                + " B^(-p).",
                        p -> {
                            double share = share(p);
                            return p[ALPHA]
                                    * Math.pow(share, -p[P_E])
                                    * Math.pow(1 - share, -p[P_D]);
                        }));
    }
}
