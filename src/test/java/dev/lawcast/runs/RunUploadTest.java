package dev.lawcast.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@ServiceTest
class RunUploadTest {

    private final RunApi api;

    RunUploadTest(@Autowired MockMvcTester mvc) {
        this.api = new RunApi(mvc);
    }

    @Test
    void theSameUploadAgainChangesNothingAndSaysSo() {
        String id = api.experiment();
        String csv = "key,parameters,tokens,loss\na,1e6,2e7,3.5\nb,2e6,2e7,3.25\n";
        assertThat(api.csv(id, csv)).isEqualTo("{\"created\":2,\"updated\":0,\"unchanged\":0}");
        assertThat(api.csv(id, csv)).isEqualTo("{\"created\":0,\"updated\":0,\"unchanged\":2}");
        assertThat(api.csv(id, csv.replace("3.25", "3.125")))
                .isEqualTo("{\"created\":0,\"updated\":1,\"unchanged\":1}");
    }
}
