package dev.lawcast.backups;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// A backup that was read to its end and found whole: every entry has its checksum, and there is no
/// other. Only then is any of it given to the database.
final class BackupFile {

    private static final int LARGEST_MANIFEST = 16 << 20;
    private static final int LONGEST_HEADER = 1 << 16;
    private static final Pattern TABLE =
            Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([a-z_]{1,63})\\.tsv");

    private final Source source;
    private final Manifest manifest;
    private final Map<String, Long> rows;

    private BackupFile(Source source, Manifest manifest, Map<String, Long> rows) {
        this.source = source;
        this.manifest = manifest;
        this.rows = rows;
    }

    /// The bytes of the file from their start, as often as asked for.
    interface Source {
        InputStream open() throws IOException;
    }

    /// Takes one table of one workspace.
    ///
    /// @param rows in the form of COPY, without the line of the columns
    interface EachTable {
        void take(UUID workspace, String table, List<String> columns, InputStream rows)
                throws SQLException, IOException;
    }

    /// Reads it all and keeps nothing of it.
    ///
    /// @param mostBytes of the content, unpacked; a small file may hold very much
    /// @throws ApiException INVALID_BACKUP where it is no backup, damaged or cut off,
    ///   BODY_TOO_LARGE, CONFLICT for a form that this version does not know
    static BackupFile check(Source source, long mostBytes, JsonMapper json) throws IOException {
        var digests = new LinkedHashMap<String, String>();
        var rows = new LinkedHashMap<String, Long>();
        Manifest manifest = null;
        String checksums = null;
        long left = mostBytes;
        try (var tail = new Tail(source.open());
                var zip = new ZipInputStream(tail)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (checksums != null || digests.containsKey(name)) {
                    throw invalid("It has the entry '%s' twice, or after its end.".formatted(name));
                }
                var counted = new Counted(zip, left);
                if (name.equals(BackupWriter.CHECKSUMS)) {
                    checksums = new String(small(counted), StandardCharsets.US_ASCII);
                } else if (manifest == null) {
                    if (!name.equals(BackupWriter.MANIFEST)) {
                        throw invalid(
                                "Its first entry is '%s', not %s."
                                        .formatted(cut(name), BackupWriter.MANIFEST));
                    }
                    manifest = manifest(small(counted), json);
                } else {
                    requireTable(manifest, name);
                    counted.transferTo(OutputStream.nullOutputStream());
                    rows.put(name, counted.lines - 1);
                }
                left -= counted.bytes;
                digests.put(name, HexFormat.of().formatHex(counted.digest.digest()));
            }
            if (manifest != null && !tail.isEndOfZip()) {
                throw invalid("It ends too early. Maybe the download broke off.");
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw invalid("It is damaged: " + e.getMessage() + ".");
        } catch (EOFException e) {
            throw invalid("It ends too early. Maybe the download broke off.");
        }
        if (manifest == null) {
            throw invalid("It is no zip file that `export` wrote.");
        }
        if (checksums == null) {
            throw invalid(
                    "It ends before " + BackupWriter.CHECKSUMS + ". Maybe the download broke off.");
        }
        digests.remove(BackupWriter.CHECKSUMS);
        String expected =
                digests.entrySet().stream()
                        .map(entry -> entry.getValue() + "  " + entry.getKey() + "\n")
                        .collect(Collectors.joining());
        if (!expected.equals(checksums)) {
            throw invalid("Its content is not what its checksums say; it was damaged or changed.");
        }
        return new BackupFile(source, manifest, rows);
    }

    Manifest manifest() {
        return manifest;
    }

    /// How many rows a table of a workspace has, or null where it is not in the file.
    @Nullable Long rows(UUID workspace, String table) {
        return rows.get(workspace + "/" + table + ".tsv");
    }

    Set<String> tables() {
        return rows.keySet().stream()
                .map(name -> matched(name).group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    BackupContents contents(boolean restored) {
        var sums = new LinkedHashMap<String, Long>();
        rows.forEach((name, count) -> sums.merge(matched(name).group(2), count, Long::sum));
        return new BackupContents(
                manifest.scope(),
                manifest.schema(),
                manifest.takenAt(),
                manifest.codeVersion(),
                restored,
                sums.entrySet().stream()
                        .map(sum -> new BackupContents.Rows(sum.getKey(), sum.getValue()))
                        .toList());
    }

    /// Gives the tables of a workspace in the order of the file.
    void forEach(UUID workspace, EachTable each) throws SQLException, IOException {
        try (ZipInputStream zip = zip(source)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Matcher name = TABLE.matcher(entry.getName());
                if (name.matches() && name.group(1).equals(workspace.toString())) {
                    var content = new BufferedInputStream(zip, 1 << 16);
                    List<String> columns = header(content);
                    each.take(workspace, name.group(2), columns, content);
                }
            }
        }
    }

    static ApiException invalid(String detail) {
        return new ApiException(
                ErrorCode.INVALID_BACKUP,
                "The file is not a whole backup. " + detail + " Nothing was kept.");
    }

    private static ZipInputStream zip(Source source) throws IOException {
        return new ZipInputStream(new BufferedInputStream(source.open(), 1 << 16));
    }

    private static Manifest manifest(byte[] content, JsonMapper json) {
        Manifest read;
        try {
            read = json.readValue(content, Manifest.class);
        } catch (JacksonException e) {
            throw invalid("Its %s cannot be read.".formatted(BackupWriter.MANIFEST));
        }
        if (!isWhole(read)) {
            throw invalid("Its %s lacks something.".formatted(BackupWriter.MANIFEST));
        }
        if (read.formatVersion() != Manifest.FORMAT_VERSION) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "The backup has the form %d, this Lawcast reads form %d. Maybe a newer Lawcast wrote it: start that one."
                            .formatted(read.formatVersion(), Manifest.FORMAT_VERSION));
        }
        return read;
    }

    /// JSON can leave out what a record must have.
    @SuppressWarnings("NullAway")
    private static boolean isWhole(@Nullable Manifest read) {
        return read != null
                && Manifest.FORMAT.equals(read.format())
                && Set.of(Manifest.WORKSPACE, Manifest.EVERYTHING)
                        .contains(String.valueOf(read.scope()))
                && read.takenAt() != null
                && read.codeVersion() != null
                && read.numbers() != null
                && !read.numbers().containsValue(null)
                && read.workspaces() != null
                && !read.workspaces().isEmpty()
                && read.workspaces().stream()
                        .allMatch(place ->
                                place != null && place.id() != null && place.name() != null)
                && read.workspaces().stream().map(Manifest.Place::id).distinct().count()
                        == read.workspaces().size()
                && (read.scope().equals(Manifest.EVERYTHING) || read.workspaces().size() == 1);
    }

    private static void requireTable(Manifest manifest, String name) {
        Matcher parts = TABLE.matcher(name);
        if (!parts.matches()
                || manifest.workspaces().stream()
                        .noneMatch(place -> place.id().toString().equals(parts.group(1)))) {
            throw invalid(
                    "Its entry '%s' is no table of a workspace that it lists."
                            .formatted(cut(name)));
        }
    }

    private static Matcher matched(String name) {
        Matcher parts = TABLE.matcher(name);
        if (!parts.matches()) {
            throw new IllegalStateException(name);
        }
        return parts;
    }

    private static byte[] small(Counted counted) throws IOException {
        byte[] content = counted.readNBytes(LARGEST_MANIFEST);
        if (counted.read() >= 0) {
            throw invalid("Its list of contents is too long.");
        }
        return content;
    }

    private static List<String> header(InputStream content) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = content.read(); c != '\n'; c = content.read()) {
            if (c < 0 || line.size() > LONGEST_HEADER) {
                throw invalid("A table has no line with its columns.");
            }
            line.write(c);
        }
        List<String> columns = Arrays.asList(line.toString(StandardCharsets.UTF_8).split("\t", -1));
        if (new HashSet<>(columns).size() != columns.size()) {
            throw invalid("A table names a column twice.");
        }
        return columns;
    }

    private static String cut(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100) + "…";
    }

    /// What is read of one entry: its digest, its bytes and its lines.
    private static final class Counted extends InputStream {

        private final InputStream content;
        private final long most;
        private final MessageDigest digest = Sha256.digest();
        private long bytes;
        private long lines;

        Counted(InputStream content, long most) {
            this.content = content;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = content.read(target, offset, length);
            if (read <= 0) {
                return read;
            }
            bytes += read;
            if (bytes > most) {
                throw new ApiException(
                        ErrorCode.BODY_TOO_LARGE,
                        "The backup holds more than the service unpacks (lawcast.backups.most-content)."
                                + " Restore it at the command line.");
            }
            digest.update(target, offset, read);
            for (int i = offset; i < offset + read; i++) {
                if (target[i] == '\n') {
                    lines++;
                }
            }
            return read;
        }
    }

    /// Remembers the last bytes: a zip file ends with a record of 22 bytes.
    private static final class Tail extends BufferedInputStream {

        private static final int RECORD = 22;
        private static final byte[] SIGNATURE = {'P', 'K', 5, 6};

        private byte[] last = new byte[0];

        Tail(InputStream file) {
            super(file, 1 << 16);
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            if (read > 0) {
                byte[] now =
                        Arrays.copyOfRange(
                                target, offset + Math.max(0, read - RECORD), offset + read);
                byte[] both = Arrays.copyOf(last, last.length + now.length);
                System.arraycopy(now, 0, both, last.length, now.length);
                last = Arrays.copyOfRange(both, Math.max(0, both.length - RECORD), both.length);
            }
            return read;
        }

        /// To be asked when the entries have ended; what follows them is their directory.
        boolean isEndOfZip() throws IOException {
            transferTo(OutputStream.nullOutputStream());
            return last.length == RECORD
                    && Arrays.equals(SIGNATURE, Arrays.copyOf(last, SIGNATURE.length));
        }
    }
}
