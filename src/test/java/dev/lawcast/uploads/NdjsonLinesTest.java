package dev.lawcast.uploads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lawcast.api.ApiException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

class NdjsonLinesTest {

    @Test
    void givesLinesThatAreNotBlankWithTheirNumbers() throws IOException {
        assertThat(read("a\n\nbb\r\n \t \nccc")).containsExactly("1 a", "3 bb", "5 ccc");
        assertThat(read("a\n")).containsExactly("1 a");
        assertThat(read("")).isEmpty();
        assertThat(read("\r\n\n")).isEmpty();
    }

    @Test
    void keepsLinesThatAreLongerThanTheBuffer() throws IOException {
        String line = "x".repeat(NdjsonLines.LONGEST);
        assertThat(read("a\n" + line + "\n" + line))
                .containsExactly("1 a", "2 " + line, "3 " + line);
    }

    @Test
    void refusesALineWithoutEnd() {
        assertThatThrownBy(() -> read("a\n" + "x".repeat(3 * NdjsonLines.LONGEST)))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("Line 2 has more than 1048576 characters");
    }

    private static List<String> read(String text) throws IOException {
        var lines = new NdjsonLines(new StringReader(text));
        var found = new ArrayList<String>();
        while (lines.next()) {
            found.add(
                    lines.number()
                            + " "
                            + new String(lines.buffer(), lines.start(), lines.length()));
        }
        return found;
    }
}
