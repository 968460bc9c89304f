package dev.lawcast.fits;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// JSON of a fit as it is kept: UTF-8, long texts with gzip. The database's own compression took
/// longer than fitting ten thousand groups, and kept half as much again.
final class Packed {

    private static final int LONG = 64 * 1024;
    private static final int BUFFER = 64 * 1024;

    private Packed() {}

    static byte[] pack(byte[] json) {
        if (json.length < LONG) {
            return json;
        }
        var packed = new ByteArrayOutputStream(json.length / 4);
        try (var gzip =
                new GZIPOutputStream(packed, BUFFER) {
                    {
                        def.setLevel(Deflater.BEST_SPEED);
                    }
                }) {
            gzip.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /// JSON never begins with the two bytes that a gzip begins with.
    static byte[] unpack(byte[] kept) {
        if (kept.length < 2 || kept[0] != 0x1f || kept[1] != (byte) 0x8b) {
            return kept;
        }
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(kept), BUFFER)) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(byte[] kept) {
        return new String(unpack(kept), StandardCharsets.UTF_8);
    }
}
