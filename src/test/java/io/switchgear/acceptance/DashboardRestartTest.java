package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.switchgear.app.Switchgear;
import io.switchgear.browser.Browser;
import io.switchgear.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of the whole server: a drill opens a breaker, and the server is restarted. */
@Tag("browser")
@Tag("network")
@Tag("process")
class DashboardRestartTest {

  @TempDir Path folder;

  private Switchgear serve(int port) {
    return Switchgear.serve(
        Settings.load(
            Optional.empty(),
            Map.of(
                "switchgear.http.port",
                "" + port,
                "switchgear.data-dir",
                folder.toString(),
                "switchgear.drills.enabled",
                "true",
                "switchgear.tools.port_scan.breaker.failure-threshold",
                "2",
                "switchgear.tools.port_scan.breaker.recovery-timeout",
                "5m")));
  }

  @Test
  void aDrillOpensABreakerOnTheScreenAndThePageOutlivesTheServer() throws Exception {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    try (Browser browser = new Browser();
        HttpClient client = HttpClient.newHttpClient()) {
      Switchgear server = serve(0);
      URI root = server.url().orElseThrow().resolve("/");
      Page page = browser.open(root);
      Locator scanner = page.locator(".module[data-name='port_scan']");
      Locator link = page.locator("[data-light='link'] dd");
      try {
        PlaywrightAssertions.assertThat(scanner).hasAttribute("data-state", "closed");
        post(client, root.resolve("api/v1/drills/port_scan"), "{\"fault\":\"fail\",\"times\":2}");
        PlaywrightAssertions.assertThat(scanner).containsText("Drill");
        try (McpHttp agent = new McpHttp(server.url().orElseThrow())) {
          for (int i = 0; i < 2; i++) {
            agent.call(
                "port_scan", McpHttp.arguments("{\"targets\":[\"127.0.0.1\"],\"ports\":\"1\"}"));
          }
        }
        PlaywrightAssertions.assertThat(scanner).hasAttribute("data-state", "open");
        PlaywrightAssertions.assertThat(scanner).containsText("Next probe in");
        page.evaluate("window.loadedOnce = true");
      } finally {
        server.close();
      }
      PlaywrightAssertions.assertThat(link).hasText("lost");
      PlaywrightAssertions.assertThat(page.locator("#banner")).containsText("cannot be reached");
      changeWhileItIsAway(client);
      try (Switchgear again = serve(root.getPort())) {
        PlaywrightAssertions.assertThat(link).hasText("live");
        PlaywrightAssertions.assertThat(page.locator("#banner")).isHidden();
        PlaywrightAssertions.assertThat(scanner).hasAttribute("data-state", "open");
        Locator nmap = page.locator(".module[data-name='nmap']");
        PlaywrightAssertions.assertThat(nmap).hasAttribute("data-state", "open");
        PlaywrightAssertions.assertThat(nmap).containsText("Held open by ann: the rack moves");
        PlaywrightAssertions.assertThat(page.locator("[data-light='open'] dd")).hasText("2");
        assertEquals(true, page.evaluate("window.loadedOnce"), "it was not loaded again");
        PlaywrightAssertions.assertThat(page.locator("#feed"))
            .containsText("the server was restarted");
        post(client, root.resolve("api/v1/breakers/port_scan/close"), "{}");
        PlaywrightAssertions.assertThat(scanner).hasAttribute("data-state", "closed");
        assertTrue(again.url().isPresent());
      }
      assertTrue(
          browser.requests().stream().allMatch(url -> url.startsWith(root.toString())),
          () -> browser.requests().toString());
    }
  }

  /** Changes a breaker on another port, where the page does not see it. */
  private void changeWhileItIsAway(HttpClient client) throws IOException, InterruptedException {
    try (Switchgear elsewhere = serve(0)) {
      post(
          client,
          elsewhere.url().orElseThrow().resolve("/api/v1/breakers/nmap/hold-open"),
          "{\"operator\":\"ann\",\"reason\":\"the rack moves\"}");
    }
  }

  private static void post(HttpClient client, URI uri, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    assertEquals(200, client.send(request, BodyHandlers.discarding()).statusCode());
  }
}
