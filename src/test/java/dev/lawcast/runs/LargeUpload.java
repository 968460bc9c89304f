package dev.lawcast.runs;

import dev.lawcast.access.Quotas;
import dev.lawcast.experiments.Experiments;
import dev.lawcast.uploads.UploadFormat;
import dev.lawcast.uploads.Uploads;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.stereotype.Repository;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.util.unit.DataSize;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/// The slices of experiments and runs, without a web server, take a body of 200 MB that is made
/// while it is read, and export it again. Arguments: the experiment; the database stands in the
/// environment.
final class LargeUpload {

    static final long ROWS = 200_000;
    private static final int TAG = 960;

    private LargeUpload() {}

    /// No `@Configuration`, or the service itself would find it in its tests.
    @EnableTransactionManagement
    @ComponentScan(
            basePackageClasses = {Experiments.class, Runs.class},
            useDefaultFilters = false,
            includeFilters = @ComponentScan.Filter({Service.class, Repository.class}))
    static class Slices {
        private final DriverManagerDataSource source =
                new DriverManagerDataSource(
                        System.getenv("URL"),
                        System.getenv("USER_NAME"),
                        System.getenv("PASSWORD"));

        @Bean
        JdbcTemplate template() {
            return new JdbcTemplate(source);
        }

        @Bean
        JdbcClient client(JdbcTemplate template) {
            return JdbcClient.create(template);
        }

        @Bean
        PlatformTransactionManager transactions() {
            return new JdbcTransactionManager(source);
        }

        @Bean
        Quotas noQuotas() {
            return (quota, held) -> {};
        }
    }

    public static void main(String[] arguments) throws Exception {
        var body = new Body();
        var export = new Counter();
        try (var context = new AnnotationConfigApplicationContext(Slices.class)) {
            var counts =
                    context.getBean(RunUpload.class)
                            .take(
                                    arguments[0],
                                    new Uploads(DataSize.ofGigabytes(1))
                                            .open(new Request(body), UploadFormat.CSV));
            context.getBean(RunExport.class)
                    .write(
                            arguments[0],
                            null,
                            Runs.Exclusion.ANY,
                            UploadFormat.CSV,
                            new Response(export));
            System.out.println(counts + ", in " + body.given + ", out " + export.taken + " bytes");
        }
        if (body.given < 200_000_000 || export.taken < 200_000_000) {
            throw new IllegalStateException("too small to show anything");
        }
    }

    /// CSV rows with a long tag each.
    private static final class Body extends ServletInputStream {
        private final Random random = new Random(1);
        private byte[] row =
                "key,parameters,tokens,loss,tag:notes\n".getBytes(StandardCharsets.UTF_8);
        private int at;
        private long rows;
        private long given;

        @Override
        public boolean isFinished() {
            return rows == ROWS && at == row.length;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (at == row.length) {
                if (rows == ROWS) {
                    return -1;
                }
                String notes = Long.toHexString(random.nextLong(1L << 60, Long.MAX_VALUE));
                String line =
                        "run-"
                                + rows++
                                + ","
                                + (1 + random.nextInt(1_000_000))
                                + ",2e9,"
                                + (1 + random.nextDouble())
                                + ","
                                + notes.repeat(TAG / 16)
                                + "\n";
                row = line.getBytes(StandardCharsets.UTF_8);
                at = 0;
            }
            int count = Math.min(length, row.length - at);
            System.arraycopy(row, at, target, offset, count);
            at += count;
            given += count;
            return count;
        }
    }

    private static final class Counter extends ServletOutputStream {
        private long taken;

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(int b) {
            taken++;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            taken += length;
        }
    }

    private static final class Request extends MockHttpServletRequest {
        private final ServletInputStream body;

        Request(ServletInputStream body) {
            this.body = body;
            setContentType("text/csv");
        }

        @Override
        public ServletInputStream getInputStream() {
            return body;
        }
    }

    private static final class Response extends MockHttpServletResponse {
        private final ServletOutputStream target;

        Response(ServletOutputStream target) {
            this.target = target;
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return target;
        }
    }
}
