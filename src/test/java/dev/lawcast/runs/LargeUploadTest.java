package dev.lawcast.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;
import dev.lawcast.access.WorkspaceScope;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A 200 MB upload and its export, in a process of their own whose heap is far smaller.
@ServiceTest
class LargeUploadTest {

    private static final String HEAP = "-Xmx40m";

    private final RunApi api;
    private static final String AS_THE_SERVICE =
            "&options=-c%20role=lawcast_runtime%20-c%20lawcast.workspace=" + WorkspaceScope.DEFAULT;

    private final JdbcClient database;
    private final JdbcConnectionDetails source;

    LargeUploadTest(
            @Autowired MockMvcTester mvc,
            @Autowired JdbcClient database,
            @Autowired JdbcConnectionDetails source) {
        this.api = new RunApi(mvc);
        this.database = database;
        this.source = source;
    }

    @Test
    void twoHundredMegabytesPassThroughFortyOfHeap() throws Exception {
        String id = api.experiment();
        Path log = Files.createTempFile("large-upload", ".log");
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeUpload.class.getName(),
                        id);
        builder.environment().put("URL", source.getJdbcUrl() + AS_THE_SERVICE);
        builder.environment().put("USER_NAME", String.valueOf(source.getUsername()));
        builder.environment().put("PASSWORD", String.valueOf(source.getPassword()));
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
            System.out.println(Files.readString(log).strip());
            assertThat(
                            database.sql(
                                            "select count(*) from run where experiment_id = cast(? as uuid)")
                                    .param(id)
                                    .query(Long.class)
                                    .single())
                    .isEqualTo(LargeUpload.ROWS);
        } finally {
            process.destroyForcibly();
            Files.delete(log);
            database.sql("delete from experiment where id = cast(? as uuid)").param(id).update();
        }
    }
}
