package dev.lawcast.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.WaitForSelectorState;

import dev.lawcast.ServiceTest;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Swagger UI in a real browser: the system's Chromium, or the one that LAWCAST_CHROMIUM names.
@ServiceTest
class SwaggerUiTest {

    private static final List<String> USUAL_PLACES =
            List.of(
                    "/usr/bin/chromium",
                    "/usr/bin/chromium-browser",
                    "/usr/bin/google-chrome",
                    "/snap/bin/chromium",
                    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

    @LocalServerPort int port;

    @Test
    void showsTheContractAndTriesItOut() {
        Path chromium = chromium();
        try (var playwright =
                        Playwright.create(
                                new Playwright.CreateOptions()
                                        .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright.chromium().launch(options(chromium));
                Page page = browser.newPage()) {
            var complaints = new ArrayList<String>();
            var asked = new ArrayList<String>();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error")) {
                    complaints.add(message.text());
                }
            });
            page.onPageError(complaints::add);
            page.onRequest(request -> asked.add(request.url()));

            String home = "http://localhost:" + port + "/";
            page.navigate(home);
            assertThat(page.url()).isEqualTo(home + "swagger-ui");
            page.locator(".info .title").first().waitFor();
            assertThat(page.locator(".info .title").first().innerText()).contains("Lawcast");
            assertThat(page.locator(".opblock").count()).isGreaterThan(20);

            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/swagger-ui.png")));
            tryOut(page, "experiments-createExperiment", "201");
            tryOut(page, "laws-listLaws", "200");

            assertThat(complaints).isEmpty();
            assertThat(asked)
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith(home) || url.startsWith("data:"));
        }
    }

    private static void tryOut(Page page, String operation, String status) {
        Locator block = page.locator("#operations-" + operation);
        block.locator(".opblock-summary-control").click();
        block.locator(".try-out__btn").click();
        block.locator(".execute").click();
        Locator answer = block.locator(".live-responses-table .response-col_status").last();
        answer.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE));
        assertThat(answer.innerText()).startsWith(status);
    }

    private static BrowserType.LaunchOptions options(Path chromium) {
        return new BrowserType.LaunchOptions()
                .setExecutablePath(chromium)
                .setHeadless(true)
                .setArgs(
                        List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run"));
    }

    private static Path chromium() {
        Path found =
                Stream.concat(
                                Stream.ofNullable(System.getenv("LAWCAST_CHROMIUM")),
                                USUAL_PLACES.stream())
                        .map(Path::of)
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(null);
        if (found == null) {
            String where =
                    "No Chromium in the usual places; LAWCAST_CHROMIUM can name one. Swagger UI was"
                            + " not tried in a browser.";
            assertThat(System.getenv("CI")).as(where).isNotEqualTo("true");
            abort(where);
        }
        return Objects.requireNonNull(found);
    }
}
