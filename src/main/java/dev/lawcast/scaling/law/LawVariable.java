package dev.lawcast.scaling.law;

import java.util.List;

/// A variable of a law.
///
/// @param name the symbol, ASCII (`N`)
/// @param roles the roles of experiment variables that can stand for it, best first
/// @param unit what it counts (`parameters`)
/// @param meaning one sentence for people
/// @param kind which values it takes
public record LawVariable(String name, List<String> roles, String unit, String meaning, Kind kind) {

    public enum Kind {
        /// Finite and > 0; distances are ratios.
        SIZE,
        /// Within [0, 1].
        FRACTION,
        /// Any finite number.
        NUMBER,
        /// Text, such as the name of a pool or a group. Its value is the code of its label, see
        /// [LawForm#labels()].
        LABEL;

        /// Whether the variable takes this value.
        public boolean takes(double value) {
            return Double.isFinite(value)
                    && switch (this) {
                        case SIZE -> value > 0;
                        case FRACTION -> value >= 0 && value <= 1;
                        case NUMBER -> true;
                        case LABEL -> value >= 1 && value == Math.rint(value);
                    };
        }

        /// What it takes, to follow the variable's name in a message.
        public String rule() {
            return switch (this) {
                case SIZE -> "sizes are finite and > 0";
                case FRACTION -> "fractions are within [0, 1]";
                case NUMBER -> "must be finite";
                case LABEL -> "must be the code of a label";
            };
        }
    }

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

    /// A size.
    public LawVariable(String name, List<String> roles, String unit, String meaning) {
        this(name, roles, unit, meaning, Kind.SIZE);
    }

    /// The group or pool that a run belongs to.
    public static LawVariable label(String name, List<String> roles, String meaning) {
        return new LawVariable(name, roles, "label", meaning, Kind.LABEL);
    }
}
