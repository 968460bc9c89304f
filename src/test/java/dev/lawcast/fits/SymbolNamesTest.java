package dev.lawcast.fits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class SymbolNamesTest {

    private final SymbolNames names =
            new SymbolNames(Map.of("N", "parameters", "D", "samples ($1)"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "D is 5 in every run. | D (samples ($1)) is 5 in every run.",
                "farther by 3 in N. | farther by 3 in N (parameters).",
                "N takes 2 values, D takes 1, N. | N (parameters) takes 2 values, D (samples ($1)) takes 1, N.",
                "D/N is 20 to 20.1 | D/N (samples ($1)/parameters) is 20 to 20.1",
                "only E + B·D^-beta is determined | only E + B·D^-beta is determined",
                "the run 'N D' | the run 'N D'",
                "another's N, the first is 'it's N' | another's N (parameters), the first is 'it's N'",
                "NaN, Data and N_e | NaN, Data and N_e",
            })
    void aSymbolIsNamedOnceWhereItStandsAlone(String text, String said) {
        assertThat(names.in(text)).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({"x is 5, x is 5", "N is x, N is x"})
    void aNameThatIsTheSymbolIsNotRepeated(String text, String said) {
        assertThat(new SymbolNames(Map.of("x", "x")).in(text)).isEqualTo(said);
    }
}
