package dev.lawcast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class JsonFaultTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1 | it ends in the middle. Maybe the upload was cut",
                "{\"a\": \"b | it ends in the middle. Maybe the upload was cut",
                "{\"a\": [1, | it ends in the middle. Maybe the upload was cut",
                "{\"a\": tr | 'tr' is neither a text in quotes nor a number",
                "{\"a\": 1, \"a\": 2} | Duplicate field 'a'",
                "{\"a\": True} | Maybe it is capitalised: write it in lower case",
                "{\"a\": None} | Maybe it is Python's word: write null",
                "{\"a\": NaN} | Maybe the value does not exist: write null or leave it out",
                "{\"a\": abc} | Maybe its quotes are missing, or CSV was sent as JSON",
                "{\"a\": 007} | Maybe it is an identifier: write it in quotes",
                "{\"a\": +1} | Maybe the plus sign is too much",
                "{\"a\": .5} | Maybe a 0 is missing before the point",
                "{\"a\": 1.} | Maybe a digit is missing after the point",
                "{\"a\": 1,} | Maybe a comma before it is too much, or a value is missing",
                "{'a': 1} | Maybe the quotes are single ones: write double ones",
                "{\"a\": /* 1 */ 1} | Maybe it is a comment, which JSON has not",
                "{a: 1} | Maybe the quotes of a name are missing",
                "{\"a\" 1} | Maybe a colon is missing",
                "{\"a\": 1 \"b\": 2} | Maybe a comma is missing",
                "<html> | '<' cannot stand here. Maybe it is HTML or XML",
                "{\"a\": \"C:\\data\"} | Maybe it is a Windows path: double the backslash",
                "{} {} | after the first value there is more",
            })
    void saysWhatIsWrongAndTheLikelyCause(String body, String message) {
        assertThat(refusal(body))
                .startsWith("The body is not valid JSON (line 1, column ")
                .contains(message);
    }

    @Test
    void namesABareControlCharacter() {
        assertThat(refusal("{\"a\": \"b\nc\"}"))
                .contains("U+000A. Maybe it is a line break or a tab");
        assertThat(refusal("{\"a\": \"b\0c\"}")).contains("control character U+0000");
    }

    private static String refusal(String body) {
        return String.valueOf(
                catchThrowable(() -> JsonBodies.parse(body.getBytes(StandardCharsets.UTF_8)))
                        .getMessage());
    }
}
