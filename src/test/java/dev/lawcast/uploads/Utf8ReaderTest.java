package dev.lawcast.uploads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lawcast.api.ApiException;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

class Utf8ReaderTest {

    @Test
    void givesTheTextWhateverTheSizesOfReads() throws IOException {
        String text = "aä€😀\n".repeat(50_000);
        for (long seed = 0; seed < 20; seed++) {
            assertThat(read(text.getBytes(StandardCharsets.UTF_8), new Random(seed)))
                    .isEqualTo(text);
        }
    }

    @Test
    void dropsAMarkAtTheStartOnly() throws IOException {
        assertThat(read("\uFEFFa\uFEFFb".getBytes(StandardCharsets.UTF_8), new Random(1)))
                .isEqualTo("a\uFEFFb");
        assertThat(read("\uFEFF".getBytes(StandardCharsets.UTF_8), new Random(1))).isEmpty();
    }

    @Test
    void refusesWhatIsNotUtf8AndNamesTheLine() {
        refuses("a\nb\n\377c", "Line 3 is not UTF-8. Maybe the body is Latin-1");
        refuses("a\nb\0c", "Line 2 holds a NUL character");
        refuses("a\n\300\200", "Line 2 is not UTF-8"); // an overlong NUL
        refuses("\355\240\200", "Line 1 is not UTF-8"); // a surrogate
        refuses("\364\220\200\200", "Line 1 is not UTF-8"); // beyond U+10FFFF
        refuses("a\342\202", "Line 1 is not UTF-8"); // cut
    }

    @Test
    void saysWhatABodyWithANulMayBe() {
        refuses("a\0b\0", "Line 1 holds a NUL character. Maybe the body is UTF-16.");
        refuses("key\na\0b", "holds a NUL character. Maybe the body is a binary file or UTF-16.");
        refuses("PK\3\4\0", "holds a NUL character. Maybe the body is a ZIP file or an Excel");
        refuses("\37\213\10\0", "is not UTF-8. Maybe the body is compressed with gzip.");
        refuses("\177ELF\0\200", "Line 1 holds a NUL character. Maybe the body is a binary file");
    }

    private static void refuses(String latin, String message) {
        assertThatThrownBy(() -> read(latin.getBytes(StandardCharsets.ISO_8859_1), new Random(1)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(message);
    }

    private static String read(byte[] bytes, Random random) throws IOException {
        var pieces =
                new InputStream() {
                    private final InputStream all = new ByteArrayInputStream(bytes);

                    @Override
                    public int read() {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        return all.read(target, offset, Math.min(length, 1 + random.nextInt(9)));
                    }
                };
        var text = new StringBuilder();
        try (var reader = new Utf8Reader(pieces)) {
            char[] buffer = new char[64];
            while (true) {
                int offset = random.nextInt(32);
                int read = reader.read(buffer, offset, 1 + random.nextInt(32));
                if (read < 0) {
                    return text.toString();
                }
                text.append(buffer, offset, read);
            }
        }
    }
}
