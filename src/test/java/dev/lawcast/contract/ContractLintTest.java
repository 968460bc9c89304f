package dev.lawcast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.parser.OpenAPIV3Parser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ContractLintTest {

    @Test
    void theDocumentLeavesNothingToBeDesired() {
        assertThat(ContractLint.faults(Contract.ofTheProject())).isEmpty();
    }

    @Test
    void anIndependentReaderOfOpenApiUnderstandsIt() throws IOException {
        var read = new OpenAPIV3Parser().readContents(document());
        assertThat(read.getMessages()).isEmpty();
        assertThat(read.getOpenAPI().getPaths()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    a code that does not exist    | [not_acceptable]                  | [not_acceptable, no_such_code]       | no_such_code does not exist
                    a code left out               | , mixture_sum                     | ~~                                   | mixture_sum is not documented
                    a code under another status   | enum: [body_too_large]            | enum: [body_too_large, conflict]     | conflict under 413
                    a name used twice             | operationId: getLaw               | operationId: listLaws                | listLaws stands twice
                    a dangling reference          | schemas/LawPage'                  | schemas/LawsPage'                    | LawsPage, which is not there
                    an unused schema              | schemas/LawPage'                  | schemas/FitPage'                     | /components/schemas/LawPage is not used
                    an operation not described    | description: The whole catalogue on one page. | x-a: 1                       | has no description
                    a schema not described        | description: A curve that can be fitted. | x-a: 1                            | Law has no description
                    a property not described      | description: Its name in fits.,   | ~~                                   | Law/id has no description
                    an example that does not fit  | {created: 2, updated              | {created: -2, updated                | created
                    an example with a new field   | unchanged: 0}                     | unchanged: 0, lost: 0}               | lost
                    a number without unit         | x-unit: decades,                  | ~~                                   | decades has no x-unit
                    a field without example       | , example: false}                 | }                                    | linear has no example
                    a status left out             | '413': {$ref: '#/components/responses/TooLarge'} | '414': {$ref: '#/components/responses/TooLarge'}                | does not list 413
                    """)
    void namesAPlantedBreak(String what, String good, String bad, String named) throws IOException {
        String document = document();
        assertThat(document).as(what).contains(good);
        assertThat(ContractLint.faults(Contract.of(document.replace(good, bad))))
                .as(what)
                .anyMatch(fault -> fault.contains(named));
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("openapi.yaml"));
    }
}
