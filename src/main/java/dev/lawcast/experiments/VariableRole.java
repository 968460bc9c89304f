package dev.lawcast.experiments;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a variable of an experiment is; decides which values it may have and which law's variable
/// it can be.
///
/// @param name as in the API; `mixture:<source>` for the share of a data source
public record VariableRole(@JsonValue String name, @JsonIgnore Kind kind) {

    public enum Kind {
        /// A number > 0.
        SIZE,
        /// A number from 0 to 1.
        FRACTION,
        /// Text.
        LABEL,
        /// Any finite number.
        OTHER
    }

    static final VariableRole OTHER = new VariableRole("other", Kind.OTHER);

    private static final String MIXTURE = "mixture:";

    private static final List<String> SIZES =
            List.of(
                    "parameters",
                    "tokens",
                    "flops",
                    "unique_tokens",
                    "samples",
                    "unique_samples",
                    "encoder_parameters",
                    "decoder_parameters",
                    "nonzero_parameters",
                    "width",
                    "depth",
                    "batch_size",
                    "steps");
    private static final List<String> FRACTIONS = List.of("keep_fraction", "sparsity");
    private static final List<String> LABELS = List.of("pool", "group");

    /// All names but those of mixtures.
    public static final List<String> NAMES =
            Stream.of(SIZES, FRACTIONS, LABELS, List.of("other")).flatMap(List::stream).toList();

    /// The role of that name, if there is one.
    public static Optional<VariableRole> of(String name) {
        if (name.startsWith(MIXTURE) && name.length() > MIXTURE.length()) {
            return Optional.of(new VariableRole(name, Kind.FRACTION));
        }
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        Kind kind =
                SIZES.contains(name)
                        ? Kind.SIZE
                        : FRACTIONS.contains(name)
                                ? Kind.FRACTION
                                : LABELS.contains(name) ? Kind.LABEL : Kind.OTHER;
        return Optional.of(new VariableRole(name, kind));
    }

    public boolean isMixture() {
        return name.startsWith(MIXTURE);
    }
}
