package dev.lawcast.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvisibleTest {

    /// A scientist, one with a skin tone, a heart on fire (with its style), a family, a flag.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "\ud83d\udc69\u200d\ud83d\udd2c",
                "run \ud83d\udc69\ud83c\udffd\u200d\ud83d\udd2c!",
                "\u2764\ufe0f\u200d\ud83d\udd25",
                "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66",
                "\ud83c\udff3\ufe0f\u200d\ud83c\udf08",
            })
    void nothingIsInvisibleInPlainTextAndEmoji(String name) {
        assertThat(Invisible.first(name)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "a\u200db, 200d",
        "\u200d\ud83d\udd2c, 200d",
        "\ud83d\udc69\u200d, 200d",
        "\ud83d\udc69\u200da, 200d",
        "a\u200d\ud83d\udd2c, 200d",
        "a\ufe0f\u200d\ud83d\udd2c, 200d",
        "\ud83d\udc69\u200d\u200d\ud83d\udd2c, 200d",
        "\ud83d\udc69\u200c\ud83d\udd2c, 200c",
        "a\u200bb, 200b",
        "a\u00a0b, a0",
        "a\u202eb, 202e",
        "\ud83d\udc69\u200d\ud83d\udd2c\ufeff, feff",
    })
    void aJoinerOutsideAnEmojiAndEveryOtherHiddenCharacterIsFound(String name, String character) {
        assertThat(Integer.toHexString(Invisible.first(name))).isEqualTo(character);
    }
}
