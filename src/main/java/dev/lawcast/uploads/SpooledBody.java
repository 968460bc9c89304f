package dev.lawcast.uploads;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/// A body that has come in completely: no transaction waits for a slow client, and it can be read
/// more than once. Up to 1 MiB is kept in memory, more in a temporary file.
public final class SpooledBody implements AutoCloseable {

    private static final int MOST_IN_MEMORY = 1 << 20;

    private final byte[] start;
    private final @Nullable FileChannel file;

    private SpooledBody(byte[] start, @Nullable FileChannel file) {
        this.start = start;
        this.file = file;
    }

    /// Reads the upload to its end.
    ///
    /// @throws ApiException as [Upload#bytes()] says, and UNAVAILABLE where the temporary file
    ///   cannot be written
    public static SpooledBody of(Upload upload) throws IOException {
        InputStream body = upload.bytes();
        byte[] start = body.readNBytes(MOST_IN_MEMORY);
        if (start.length < MOST_IN_MEMORY) {
            return new SpooledBody(start, null);
        }
        FileChannel file = null;
        try {
            file = temporaryFile();
            write(file, start, start.length);
            byte[] part = new byte[1 << 16];
            for (int read = body.read(part); read >= 0; read = body.read(part)) {
                write(file, part, read);
            }
            return new SpooledBody(new byte[0], file);
        } catch (IOException e) {
            close(file);
            throw noRoom(e);
        } catch (RuntimeException e) {
            close(file);
            throw e;
        }
    }

    /// The bytes from their start.
    public InputStream bytes() {
        FileChannel channel = file;
        return channel == null ? new ByteArrayInputStream(start) : new FromStart(channel);
    }

    /// How many bytes there are.
    public long size() throws IOException {
        FileChannel channel = file;
        return channel == null ? start.length : channel.size();
    }

    /// Fills a part of `target` with the bytes from `position` on; fewer where the body ends.
    ///
    /// @return how many were read
    public int read(long position, byte[] target, int length) throws IOException {
        FileChannel channel = file;
        ByteBuffer part = ByteBuffer.wrap(target, 0, length);
        if (channel == null) {
            int from = (int) Math.min(position, start.length);
            int count = Math.min(length, start.length - from);
            part.put(start, from, count);
            return count;
        }
        long at = position;
        for (int read = channel.read(part, at); read > 0; read = channel.read(part, at)) {
            at += read;
        }
        return part.position();
    }

    /// The text from its start; strict as [Upload#text()].
    public Reader text() {
        return new Utf8Reader(bytes());
    }

    @Override
    public void close() {
        close(file);
    }

    /// It has no name any more once it is open, so nothing stays behind, whatever happens.
    private static FileChannel temporaryFile() throws IOException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        Files.createDirectories(folder);
        String name = "lawcast-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
        return FileChannel.open(
                folder.resolve(name),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    private static void write(FileChannel file, byte[] bytes, int length) throws IOException {
        ByteBuffer part = ByteBuffer.wrap(bytes, 0, length);
        while (part.hasRemaining()) {
            file.write(part);
        }
    }

    private static ApiException noRoom(IOException e) {
        var refusal =
                new ApiException(
                        ErrorCode.UNAVAILABLE,
                        "The service cannot keep the body while it reads it. Maybe the disk with its"
                                + " temporary files is full.");
        refusal.initCause(e);
        return refusal;
    }

    private static void close(@Nullable FileChannel file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class FromStart extends InputStream {

        private final FileChannel file;
        private long position;

        FromStart(FileChannel file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = file.read(ByteBuffer.wrap(target, offset, length), position);
            position += Math.max(read, 0);
            return read;
        }
    }
}
