package io.switchgear.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.switchgear.browser.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scan jobs on the dashboard, in Chromium, with real scans. */
@Tag("browser")
@Tag("network")
@Tag("process")
class JobsDashboardTest {

  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  private static Browser browser;
  private static RunningServer server;
  private static JobsHttp jobs;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    browser = new Browser();
    server = RunningServer.start(folder, Map.of("switchgear.jobs.block-hosts", "8"));
    jobs = new JobsHttp(server.mcp());
  }

  @AfterAll
  static void stop() throws IOException {
    browser.close();
    server.close();
  }

  @AfterEach
  void closePages() {
    browser.forgive("status of 404");
    List<String> complaints = browser.complaints();
    browser.closePages();
    assertEquals(List.of(), complaints);
  }

  private static Page open(String hash) {
    return browser.open(URI.create(server.mcp().resolve("/") + hash), false, 1400, 1000);
  }

  private static String start(String name, String targets, String ports, String more) {
    return jobs.start(
        """
        {"tool": "port_scan", "name": "%s", %s
         "arguments": {"targets": ["%s"], "ports": "%s"}}\
        """
            .formatted(name, more, targets, ports));
  }

  /** A service that says something that looks like markup. */
  private static ServerSocket hostileService() throws IOException {
    ServerSocket listener = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual()
        .start(
            () -> {
              while (!listener.isClosed()) {
                try (Socket client = listener.accept()) {
                  client
                      .getOutputStream()
                      .write((HOSTILE + "\r\n").getBytes(StandardCharsets.US_ASCII));
                } catch (IOException closed) {
                  // Clients leave, and the test closes the listener.
                }
              }
            });
    return listener;
  }

  @Test
  void aJobIsShownLiveAndItsPageHasAMapHostsAndDownloads() throws IOException {
    try (ServerSocket hostile = hostileService()) {
      Page page = open("");
      String id =
          start(
              "lab " + HOSTILE.replace("\"", ""), "127.0.0.0/26", "" + hostile.getLocalPort(), "");
      Locator row = page.locator("[data-job='" + id + "']");
      assertThat(row).containsText("completed");
      assertThat(row).containsText("64 of 64 hosts, 64 up, 1 open port");
      assertThat(page.locator("#jobs img")).hasCount(0);
      row.locator("a").click();
      assertThat(page.locator("#job-h")).containsText("lab ");
      assertThat(page.locator(".map-legend")).containsText("1 open ports");
      assertThat(page.locator(".map-legend")).containsText("63 up, nothing open");
      assertThat(page.locator("canvas.map"))
          .hasAttribute("aria-label", Pattern.compile("Map of 64 addresses: 1 open ports, .*"));
      page.locator("canvas.map").hover(new Locator.HoverOptions().setPosition(40, 10));
      assertThat(page.locator(".map-hover")).containsText("127.0.0.1: open ports");
      Locator rows = page.locator("#job table tbody tr");
      assertThat(rows).hasCount(64);
      page.locator("#job-open").check();
      assertThat(rows).hasCount(1);
      assertThat(rows.first()).containsText("127.0.0.1");
      page.locator("#job-open").uncheck();
      page.locator("#job-target").fill("127.0.0.32/28");
      page.locator("#job-target").blur();
      assertThat(rows).hasCount(16);
      assertEquals(0, page.locator("#job img").count());
      Download csv = page.waitForDownload(() -> page.getByText("CSV").click());
      String text = Files.readString(csv.path());
      assertTrue(text.contains("127.0.0.1") && text.contains("127.0.0.63"), text);
    }
  }

  @Test
  void aJobIsPausedResumedAndCancelledOnItsPage() {
    String id = start("slow", "127.0.0.0/25", "1-20", "\"rate\": 80,");
    Page page = open("#/job/" + id);
    Locator state = page.locator(".job-state-big");
    assertThat(state).hasText("running");
    page.getByText("Pause").click();
    assertThat(state).hasText("paused");
    page.getByText("Resume").click();
    assertThat(state).hasText("running");
    page.onDialog(dialog -> dialog.accept());
    page.getByText("Cancel…").click();
    assertThat(state).hasText("cancelled");
    assertThat(page.locator(".map-legend")).containsText("still to come");
    assertEquals("cancelled", jobs.job(id).path("state").asText());
  }

  @Test
  void twoRunsAreCompared() throws IOException {
    int port;
    try (ServerSocket listener = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.3"))) {
      port = listener.getLocalPort();
      jobs.ended(start("twice", "127.0.0.0/29", "" + port, ""));
    }
    String second = start("twice", "127.0.0.0/29", "" + port, "");
    jobs.ended(second);
    Page page = open("#/job/" + second);
    page.getByText("Compare", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator("#job")).containsText("127.0.0.3");
    assertThat(page.locator("#job")).containsText(port + "/tcp");
  }

  @Test
  void aJobThatDoesNotExistSaysSo() {
    Page page = open("#/job/00000000000000000000000000000000");
    assertThat(page.locator("#job .unknown")).containsText("no");
  }
}
