package dev.lawcast.backups;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes the entries of a backup, a zip file, one after another; the last one holds their
/// checksums, as `sha256sum` writes them. A file without it is not whole.
final class BackupWriter {

    static final String MANIFEST = "lawcast-backup.json";
    static final String CHECKSUMS = "SHA256SUMS";

    private static final int BUFFER = 1 << 16;

    private final ZipOutputStream zip;
    private final StringBuilder checksums = new StringBuilder();

    BackupWriter(OutputStream out) {
        this.zip = new ZipOutputStream(new BufferedOutputStream(out, BUFFER));
        zip.setLevel(Deflater.BEST_SPEED);
    }

    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    void entry(String name, Content content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        MessageDigest digest = Sha256.digest();
        var out = new BufferedOutputStream(new DigestOutputStream(zip, digest), BUFFER);
        content.writeTo(out);
        out.flush();
        zip.closeEntry();
        checksums
                .append(HexFormat.of().formatHex(digest.digest()))
                .append("  ")
                .append(name)
                .append('\n');
    }

    void finish() throws IOException {
        zip.putNextEntry(new ZipEntry(CHECKSUMS));
        zip.write(checksums.toString().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.finish();
        zip.flush();
    }
}
