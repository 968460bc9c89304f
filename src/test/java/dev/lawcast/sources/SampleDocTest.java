package dev.lawcast.sources;

import dev.lawcast.PastedPages;
import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;

@ServiceTest
class SampleDocTest {

    @LocalServerPort int port;
    @Autowired JdbcClient database;

    /// The names of the pages belong to other tests too.
    @BeforeEach
    @AfterEach
    void removeSamples() {
        database.sql("delete from sample").update();
    }

    /// The second goes on in the shell of the first.
    @Test
    void thePagesOnUploadAndComparisonAnswerAsTheySay() throws IOException, InterruptedException {
        PastedPages.answerAsTheySay(port, "upload-samples.md", "compare-sources.md");
    }
}
