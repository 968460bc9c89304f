package dev.lawcast.fits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

class PackedTest {

    /// Numbers that compress as reports do.
    private static String list(int elements) {
        return new Random(1)
                .doubles(elements)
                .mapToObj(Double::toString)
                .collect(Collectors.joining(",", "[\"é\",", "]"));
    }

    private static byte[] part(String text) {
        return Packed.part(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shortTextsStandAsTheyAre() {
        String text = list(10);
        assertThat(Packed.of(text).kept()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(Packed.of(text).text()).isEqualTo(text);
    }

    @Test
    void longTextsComeBackFromSeveralMembers() {
        String text = list(200_000); // 3.7 MB
        Packed packed = Packed.of(text);
        assertThat(packed.kept().length).isLessThan(text.length() / 2);
        assertThat(Packed.kept(packed.kept()).text()).isEqualTo(text);
    }

    @Test
    void partsBecomeOneListWithoutTheEmptyOnes() {
        Packed packed =
                Packed.list("{\"a\":[", List.of(part(""), part("1,2"), part(""), part("3")), "]}");
        assertThat(packed.text()).isEqualTo("{\"a\":[1,2,3]}");
        assertThat(Packed.list("[", List.of(part("")), "]").text()).isEqualTo("[]");
    }
}
