package dev.lawcast.scaling.law;

import java.util.List;

/// A variable of a law: a size that is > 0.
///
/// @param name the symbol, ASCII (`N`)
/// @param roles the roles of experiment variables that can stand for it, best first
/// @param unit what it counts (`parameters`)
/// @param meaning one sentence for people
public record LawVariable(String name, List<String> roles, String unit, String meaning) {

    /// Every role that is a size, for laws of one variable.
    public static final List<String> ANY_SIZE =
            List.of(
                    "parameters",
                    "tokens",
                    "flops",
                    "samples",
                    "unique_tokens",
                    "unique_samples",
                    "width",
                    "depth",
                    "batch_size",
                    "steps",
                    "nonzero_parameters",
                    "encoder_parameters",
                    "decoder_parameters",
                    "other");

    public LawVariable {
        roles = List.copyOf(roles);
    }
}
