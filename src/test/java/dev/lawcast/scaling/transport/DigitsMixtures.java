package dev.lawcast.scaling.transport;

import dev.lawcast.SharedData;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/// Pilot samples of three sources and a validation sample, really measured.
public final class DigitsMixtures {

    public static final String FOLDER = "measured/digits_mixtures/";

    private static final int FEATURES = 32;

    private DigitsMixtures() {}

    public static List<Sample> sources() {
        return Stream.of("pilot_clean", "pilot_noisy", "pilot_rotated")
                .map(DigitsMixtures::sample)
                .toList();
    }

    public static Sample validation() {
        return sample("validation");
    }

    private static Sample sample(String name) {
        ByteBuffer features = body(name + "_features.npy", "'<f4'");
        double[] values = new double[features.remaining() / 4];
        for (int k = 0; k < values.length; k++) {
            values[k] = features.getFloat();
        }
        ByteBuffer labels = body(name + "_labels.npy", "'<i4'");
        int[] codes = new int[labels.remaining() / 4];
        for (int k = 0; k < codes.length; k++) {
            codes[k] = labels.getInt();
        }
        return new Sample(new Features(values.length / FEATURES, FEATURES, values), codes);
    }

    /// What follows the header of a file of version 1.
    private static ByteBuffer body(String file, String type) {
        try {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Files.readAllBytes(SharedData.path(FOLDER + file)))
                            .order(ByteOrder.LITTLE_ENDIAN);
            int length = bytes.getShort(8);
            String header = new String(bytes.array(), 10, length, StandardCharsets.US_ASCII);
            if (!header.contains(type) || !header.contains("'fortran_order': False")) {
                throw new AssertionError("unexpected header: " + header);
            }
            return bytes.position(10 + length).slice().order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
