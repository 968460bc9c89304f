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

    @Test
    void newKnownAndChangedRunsOfOneUploadAreCountedApart() {
        String id = api.experiment();
        api.csv(id, "key,loss,tag:a\nb,3,x\nd,4,y\n");
        assertThat(api.csv(id, "key,loss,tag:a\nc,1,\nd,4.5,y\nb,3,x\na,2,z\n"))
                .isEqualTo("{\"created\":2,\"updated\":1,\"unchanged\":1}");
        assertThat(RunApi.body(api.get("/api/v1/experiments/" + id + "/runs", RunApi.CSV)))
                .isEqualTo(
                        """
                        key,seed,status,group,started_at,excluded,parameters,tokens,kept,pool,rate,loss,accuracy,loss_standard_error,accuracy_standard_error,tag:a\r
                        a,,,,,,,,,,,2.0,,,,z\r
                        b,,,,,,,,,,,3.0,,,,x\r
                        c,,,,,,,,,,,1.0,,,,\r
                        d,,,,,,,,,,,4.5,,,,y\r
                        """);
    }

    /// Small uploads are held in memory, these are not.
    @Test
    void anUploadTooLargeToBeHeldIsTakenAsWell() {
        String id = api.experiment();
        var csv = new StringBuilder("key,loss,tag:notes\n");
        String notes = "n".repeat(1_000);
        for (int i = 0; i < 9_000; i++) {
            csv.append("r").append(i).append(',').append(i + 1).append("e-3,").append(notes);
            csv.append('\n');
        }
        assertThat(api.csv(id, csv.toString()))
                .isEqualTo("{\"created\":9000,\"updated\":0,\"unchanged\":0}");
        assertThat(api.csv(id, csv + "r9000,2,\n"))
                .isEqualTo("{\"created\":1,\"updated\":0,\"unchanged\":9000}");
        assertThat(RunApi.body(api.post(id, RunApi.CSV, csv + "r17,2,\n")))
                .contains("'r17' stands on line 19 already");
    }
}
