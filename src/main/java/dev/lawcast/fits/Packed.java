package dev.lawcast.fits;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// JSON of a fit as it is kept: UTF-8, long texts with gzip. The database's own compression took
/// longer than fitting ten thousand groups, and kept half as much again.
///
/// A gzip may have several members, one after the other (RFC 1952), so pieces of a long text are
/// packed on all cores.
public final class Packed {

    private static final int LONG = 64 * 1024;
    private static final int PIECE = 512 * 1024;
    private static final int BUFFER = 64 * 1024;

    private final byte[] kept;

    private Packed(byte[] kept) {
        this.kept = kept;
    }

    static Packed of(byte[] json) {
        return json.length < LONG
                ? new Packed(json)
                : new Packed(
                        concatenated(
                                IntStream.range(0, Math.ceilDiv(json.length, PIECE))
                                        .parallel()
                                        .mapToObj(p -> member(json, p))
                                        .toList()));
    }

    static Packed of(String json) {
        return of(json.getBytes(StandardCharsets.UTF_8));
    }

    /// What the database gave back.
    static Packed kept(byte[] kept) {
        return new Packed(kept);
    }

    /// One text: a list of parts between a beginning and an end.
    ///
    /// @param parts by [#part]; empty ones are left out
    static Packed list(String beginning, List<byte[]> parts, String end) {
        var members = new ArrayList<byte[]>();
        byte[] comma = part(",".getBytes(StandardCharsets.UTF_8));
        for (byte[] part : parts) {
            if (part.length > 0) {
                members.add(
                        members.isEmpty()
                                ? part(beginning.getBytes(StandardCharsets.UTF_8))
                                : comma);
                members.add(part);
            }
        }
        String rest = members.isEmpty() ? beginning + end : end;
        members.add(part(rest.getBytes(StandardCharsets.UTF_8)));
        return new Packed(concatenated(members));
    }

    /// A part of a longer text, packed alone.
    static byte[] part(byte[] json) {
        return json.length == 0 ? json : member(json, 0, json.length);
    }

    /// As it stands in the table.
    byte[] kept() {
        return kept;
    }

    /// UTF-8.
    public byte[] json() {
        if (!isGzip()) {
            return kept;
        }
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(kept), BUFFER)) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes the JSON without its first bytes.
    void writeAfter(int skipped, OutputStream to) throws IOException {
        if (!isGzip()) {
            to.write(kept, skipped, kept.length - skipped);
            return;
        }
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(kept), BUFFER)) {
            gzip.skipNBytes(skipped);
            gzip.transferTo(to);
        }
    }

    String text() {
        return new String(json(), StandardCharsets.UTF_8);
    }

    /// JSON never begins with the two bytes that a gzip begins with.
    private boolean isGzip() {
        return kept.length >= 2 && kept[0] == 0x1f && kept[1] == (byte) 0x8b;
    }

    private static byte[] member(byte[] json, int piece) {
        int from = piece * PIECE;
        return member(json, from, Math.min(PIECE, json.length - from));
    }

    private static byte[] member(byte[] json, int from, int length) {
        var packed = new ByteArrayOutputStream(64 + length / 4);
        try (var gzip =
                new GZIPOutputStream(packed, Math.min(BUFFER, 512 + length)) {
                    {
                        def.setLevel(Deflater.BEST_SPEED);
                    }
                }) {
            gzip.write(json, from, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] concatenated(List<byte[]> members) {
        byte[] all = new byte[members.stream().mapToInt(m -> m.length).sum()];
        int at = 0;
        for (byte[] member : members) {
            System.arraycopy(member, 0, all, at, member.length);
            at += member.length;
        }
        return all;
    }
}
