package dev.lawcast.backups;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// The entries of a backup, to be changed by hand and sealed again, as an attacker could.
final class Archive {

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    static Archive of(byte[] file) throws IOException {
        var archive = new Archive();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.getName().equals(BackupWriter.CHECKSUMS)) {
                    archive.entries.put(entry.getName(), zip.readAllBytes());
                }
            }
        }
        return archive;
    }

    String text(String end) {
        return new String(entries.getOrDefault(name(end), new byte[0]), StandardCharsets.UTF_8);
    }

    /// @param end of the name of an entry
    Archive change(String end, UnaryOperator<String> change) {
        String before = text(end);
        String after = change.apply(before);
        if (before.equals(after)) {
            throw new AssertionError("nothing was changed in " + end + ":\n" + before);
        }
        entries.put(name(end), after.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Archive without(String end) {
        entries.remove(name(end));
        return this;
    }

    Archive with(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    byte[] sealed() throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new BackupWriter(out);
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            writer.entry(entry.getKey(), content -> content.write(entry.getValue()));
        }
        writer.finish();
        return out.toByteArray();
    }

    private String name(String end) {
        return entries.keySet().stream().filter(n -> n.endsWith(end)).findFirst().orElseThrow();
    }
}
