package dev.lawcast.uploads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lawcast.SharedData;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.SplittableRandom;

class NpyArrayTest {

    private static final int MOST = 1_000_000;

    @Test
    void readsWhatNumPyWrote() throws IOException {
        try (InputStream file =
                Files.newInputStream(SharedData.path("measured/superposition_toy/w_strong.npy"))) {
            NpyArray array = NpyArray.read(file, MOST);
            assertThat(array.rows()).isEqualTo(500);
            assertThat(array.columns()).isEqualTo(20);
            assertThat(array.values()).hasSize(10_000);
            assertThat(array.values()[0]).isEqualTo((float) array.values()[0]);
        }
    }

    @Test
    void readsBothByteOrdersAllVersionsAndBothOrdersOfAxes() throws IOException {
        for (int version = 1; version <= 3; version++) {
            for (ByteOrder order :
                    new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
                char mark = order == ByteOrder.BIG_ENDIAN ? '>' : '<';
                byte[] doubles = new byte[48];
                byte[] floats = new byte[24];
                for (int i = 0; i < 6; i++) {
                    ByteBuffer.wrap(doubles).order(order).putDouble(8 * i, i + .5);
                    ByteBuffer.wrap(floats).order(order).putFloat(4 * i, i + .5f);
                }
                assertThat(read(version, header(mark + "f8", "False", "(2, 3)"), doubles).values())
                        .containsExactly(.5, 1.5, 2.5, 3.5, 4.5, 5.5);
                assertThat(read(version, header(mark + "f4", "True", "(2, 3)"), floats).values())
                        .containsExactly(.5, 2.5, 4.5, 1.5, 3.5, 5.5);
            }
        }
    }

    @Test
    void readsWholeNumbersAndVectorsAndLeavesNonFiniteValuesToItsCaller() throws IOException {
        NpyArray labels = read(1, header("|u1", "False", "(3,)"), new byte[] {0, 7, (byte) 200});
        assertThat(labels.columns()).isEqualTo(1);
        assertThat(labels.values()).containsExactly(0, 7, 200);
        byte[] nan =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(Double.NaN).array();
        assertThat(read(1, header("<f8", "False", "(1, 1)"), nan).values()[0]).isNaN();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '"',
            value = {
                "{'descr': '|O', 'fortran_order': False, 'shape': (2,), } => The dtype is object: such arrays are pickled",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (2,), } => The dtype is '<c8', must be floats",
                "{'descr': '<U3', 'fortran_order': False, 'shape': (2,), } => The dtype is '<U3', must be floats",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), } => The dtype has named fields",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-2, 3), } => The shape is (-2, 3), its sizes must be > 0",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), } => its sizes must be > 0",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 3), } => its sizes must be > 0",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3, 4), } => must be that of a matrix or a vector",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (), } => must be that of a matrix or a vector",
                "{'descr': '<f8', 'fortran_order': 1, 'shape': (2,), } => The header cannot be read at: ",
                "{'descr': '<f8', 'fortran_order': False, } => The header has no 'shape'",
                "{'descr': '<f8', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)} => names 'descr' twice",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), 'x': True} => other entries than descr",
                "__import__('os').system('x') => The header is no dictionary",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), 'a': exec('x')} => The header cannot be read at: "
            })
    void refusesHeadersThatAreNone(String header, String message) {
        assertThatThrownBy(() -> read(1, header, new byte[64]))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NPY))
                .hasMessageContaining(message);
    }

    @Test
    void refusesShapesBeyondTheLimitBeforeAnyMemoryIsTaken() {
        for (String shape :
                new String[] {
                    "(1000, 1001)", "(4294967296, 4294967296)", "(999999999999999999,)"
                }) {
            assertThatThrownBy(() -> read(1, header("<f8", "False", shape), new byte[0]))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE));
        }
    }

    @Test
    void namesWhatIsWrongWithTheBytes() throws IOException {
        assertThatThrownBy(() -> NpyArray.read(stream(new byte[0]), MOST))
                .hasMessageContaining("The body is empty");
        assertThatThrownBy(() ->
                        NpyArray.read(
                                stream("PK\3\4 and so on".getBytes(StandardCharsets.US_ASCII)),
                                MOST))
                .hasMessageContaining("Maybe it is text, or the .npz archive");
        assertThatThrownBy(() -> read(4, header("<f8", "False", "(1,)"), new byte[8]))
                .hasMessageContaining("The version is 4.0");
        assertThatThrownBy(() -> read(1, header("<f8", "False", "(3,)"), new byte[20]))
                .hasMessageContaining("ends after 20 of the 24 bytes");
        assertThatThrownBy(() -> read(1, header("<f8", "False", "(3,)"), new byte[25]))
                .hasMessageContaining("goes on after the 24 bytes");
        assertThatThrownBy(() ->
                        read(2, header("<f8", "False", "(3,)") + " ".repeat(20_000), new byte[24]))
                .hasMessageContaining("at most 10000 are read");
        byte[] whole = file(1, header("<f8", "False", "(3,)"), new byte[24]);
        for (int cut = 0; cut < whole.length; cut++) {
            int length = cut;
            assertThatThrownBy(() -> NpyArray.read(stream(Arrays.copyOf(whole, length)), MOST))
                    .isInstanceOf(ApiException.class);
        }
    }

    @Test
    void answersEveryDamagedFileWithARefusalOrAnArray() throws IOException {
        byte[] whole = file(1, header("<f4", "False", "(3, 2)"), new byte[24]);
        var random = new SplittableRandom(3);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int k = 0; k <= random.nextInt(3); k++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                NpyArray array = NpyArray.read(stream(damaged), MOST);
                assertThat(array.values()).hasSize(array.rows() * array.columns());
            } catch (ApiException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(5_000);
    }

    private static String header(String type, String fortran, String shape) {
        return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
                .formatted(type, fortran, shape);
    }

    private static NpyArray read(int version, String header, byte[] data) throws IOException {
        return NpyArray.read(stream(file(version, header, data)), MOST);
    }

    private static byte[] file(int version, String header, byte[] data) throws IOException {
        byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
        var bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        ByteBuffer length =
                ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
        if (version == 1) {
            length.putShort((short) text.length);
        } else {
            length.putInt(text.length);
        }
        bytes.write(length.array());
        bytes.write(text);
        bytes.write(data);
        return bytes.toByteArray();
    }

    private static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }
}
