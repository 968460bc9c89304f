package dev.lawcast.curves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;
import dev.lawcast.uploads.SpooledBody;
import dev.lawcast.uploads.UploadFormat;
import dev.lawcast.uploads.Uploads;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.MockMvc;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

@ServiceTest
class LargeUploadTest {

    private static final int LINES = 250_000;
    private static final long SHORTEST_PAUSE = 200_000_000; // ns

    private static final String PADDING = " ".repeat(800);

    @Autowired MockMvc web;
    @Autowired JdbcClient database;
    @Autowired Uploads uploads;
    @Autowired PointUploads points;

    /// Live heap is measured again and again, by full collections that take a tenth of the time at
    /// most: on a loaded machine they would else leave no time for the upload.
    ///
    /// Its last step is out of order, so that both ways of loading see all of it.
    @Test
    void twoHundredMegabytesNeedNoHeap() throws Exception {
        var curves = CurveFixture.of(web, database, "a");
        var body = new Lines();
        var request =
                new MockHttpServletRequest() {
                    @Override
                    public ServletInputStream getInputStream() {
                        return body;
                    }
                };
        request.setContentType("application/x-ndjson");
        long before = liveHeap();
        var most = new AtomicLong();
        var ended = new AtomicBoolean();
        Thread watcher =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!ended.get()) {
                                long start = System.nanoTime();
                                most.accumulateAndGet(liveHeap(), Math::max);
                                long took = System.nanoTime() - start;
                                LockSupport.parkNanos(Math.max(SHORTEST_PAUSE, 9 * took));
                            }
                        });
        PointCounts counts;
        try (SpooledBody spooled = SpooledBody.of(uploads.open(request, UploadFormat.NDJSON))) {
            counts =
                    points.upload(
                            curves.experiment().toString(), "a", UploadFormat.NDJSON, spooled);
        } finally {
            ended.set(true);
            watcher.join();
        }

        assertThat(body.bytes).isGreaterThan(200_000_000);
        assertThat(counts).isEqualTo(new PointCounts(LINES, 0, 0));
        assertThat(most.get() - before).isLessThan(24_000_000);
    }

    private static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// Lines that are made as they are read.
    private static final class Lines extends ServletInputStream {

        private byte[] line = {};
        private int at;
        private int number;
        private long bytes;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (at == line.length) {
                if (number == LINES) {
                    return -1;
                }
                number++;
                String step = number == LINES ? "0.5" : Integer.toString(number);
                line =
                        ("{\"step\":" + step + PADDING + ",\"metrics\":{\"loss\":2.25}}\n")
                                .getBytes(StandardCharsets.US_ASCII);
                at = 0;
            }
            int count = Math.min(length, line.length - at);
            System.arraycopy(line, at, target, offset, count);
            at += count;
            bytes += count;
            return count;
        }

        @Override
        public boolean isFinished() {
            return number == LINES && at == line.length;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("read it as a stream");
        }
    }
}
