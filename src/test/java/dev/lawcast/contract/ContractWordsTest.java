package dev.lawcast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.experiments.VariableRole;
import dev.lawcast.fits.FitStatus;
import dev.lawcast.scaling.fit.WarningCode;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/// Lists of words that stand in the document and in the code are the same.
class ContractWordsTest {

    private final Contract contract = Contract.ofTheProject();

    @Test
    void warnings() {
        assertThat(words("WarningCode"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(WarningCode.values()).map(WarningCode::id).toList());
    }

    @Test
    void statusesOfFits() {
        assertThat(words("FitStatus"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(FitStatus.values()).map(Enum::name).toList());
    }

    @Test
    void rolesOfVariables() {
        String pattern = contract.document().at("/components/schemas/Role/pattern").asText();
        String names = pattern.replace("^(", "").replace("|mixture:.+)$", "");
        assertThat(names.split("\\|")).containsExactlyInAnyOrderElementsOf(VariableRole.NAMES);
    }

    private TreeSet<String> words(String schema) {
        var words = new TreeSet<String>();
        StreamSupport.stream(
                        contract.document()
                                .at("/components/schemas/" + schema + "/enum")
                                .spliterator(),
                        false)
                .forEach(word -> words.add(word.asText()));
        return words;
    }
}
