package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ScreenshotType;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.browser.Browser;
import io.switchgear.tool.Availability.Available;
import io.switchgear.tool.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pictures of the page for the README, in {@code target/screenshots}; see CONTRIBUTING.md. */
@Tag("browser")
@Tag("network")
@Tag("screenshots")
class DashboardScreenshotsTest {

  private static final Path FOLDER = Path.of("target", "screenshots");

  /** The images that the program ships. */
  private static final List<ScriptedTool> SHIPPED =
      List.of(
          new ScriptedTool(
              "nmap",
              "nmap network scanner",
              "Scans hosts and networks with nmap: which hosts answer, which TCP or UDP ports are"
                  + " open.",
              new Available("nmap 7.93", "")),
          new ScriptedTool(
              "port_scan",
              "Port scan",
              "Finds open TCP ports by connecting to them, and listens for what they say first.",
              new Available("built in", "")));

  private static final String TIMEOUT =
      "The scan was ended at its limit of 600.0 s; 163 of 256 hosts were finished by then.";

  private static final String PROBE =
      "{\"hold\":\"10.20.0.9: 12 of 100 ports\",\"done\":12,\"caller\":\"ci\"}";

  private static Browser browser;

  @BeforeAll
  static void startBrowser() throws IOException {
    Files.createDirectories(FOLDER);
    browser = new Browser();
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
  }

  @AfterAll
  static void stopBrowser() {
    browser.close();
  }

  @Test
  void aCalmDayAndATroubledOne() throws IOException {
    try (Cabinet cabinet =
            new Cabinet(
                SHIPPED,
                name -> name.equals("port_scan") ? Duration.ofSeconds(5) : Duration.ofMinutes(8));
        Agents agents = new Agents(cabinet)) {
      agents.begin();
      cabinet.call("nmap", "{\"hold\":\"SYN scan of 10.20.0.0/24: 163 of 256 hosts\",\"done\":64}");
      // Several seconds of calls, because the sparklines have one bar per five seconds.
      LockSupport.parkNanos(Duration.ofSeconds(12).toNanos());
      shootBoth(cabinet, "calm");
      cabinet.breakDown("nmap", TIMEOUT);
      cabinet.breakDown("port_scan", "The scan was ended: no file is left for a socket.");
      cabinet.look();
      LockSupport.parkNanos(Duration.ofSeconds(8).toNanos());
      ToolRun probe = cabinet.call("port_scan", PROBE);
      for (int i = 0; i < 300 && probe.outcome().toCompletableFuture().isDone(); i++) {
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        probe = cabinet.call("port_scan", PROBE);
      }
      assertEquals(BreakerState.HALF_OPEN, cabinet.snapshot("port_scan").state());
      shootBoth(cabinet, "trouble");
      Page page = browser.open(cabinet.uri().resolve("#/tool/nmap"), false, 1440, 1180);
      page.locator("#detail .chart canvas").nth(1).waitFor();
      shoot(page, "detail-light");
      cabinet.order(
          "nmap", Action.HOLD_OPEN, "ann", "the scanner host is being moved", Duration.ofHours(2));
      page.navigate(cabinet.uri().toString());
      PlaywrightAssertions.assertThat(page.locator(".module[data-name='nmap'] .why"))
          .containsText("ann");
      page.locator(".module[data-name='nmap'] button.lever").click();
      page.locator("#order-reason").fill("the move is done");
      page.locator("#order-operator").fill("ben");
      shoot(page, "order-light");
    }
  }

  private static void shootBoth(Cabinet cabinet, String name) throws IOException {
    for (boolean dark : new boolean[] {false, true}) {
      Page page = browser.open(cabinet.uri(), dark, 1440, 900);
      PlaywrightAssertions.assertThat(page.locator("#health")).containsText("checks");
      PlaywrightAssertions.assertThat(page.locator("#calls li")).not().hasCount(0);
      // Waits for a sample, so that the figures no longer change.
      PlaywrightAssertions.assertThat(page.locator(".module[data-name='nmap'] dd").nth(1))
          .containsText("s");
      shoot(page, name + (dark ? "-dark" : "-light"));
    }
  }

  private static void shoot(Page page, String name) throws IOException {
    Path file = FOLDER.resolve(name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setType(ScreenshotType.PNG));
    assertTrue(Files.size(file) > 20_000, name);
  }

  /** Five calls a second while the pictures are taken. */
  private record Agents(Cabinet cabinet, ScheduledExecutorService thread) implements AutoCloseable {

    Agents(Cabinet cabinet) {
      this(cabinet, Executors.newSingleThreadScheduledExecutor());
    }

    void begin() {
      Random chance = new Random(7);
      thread.scheduleWithFixedDelay(() -> work(chance), 0, 200, TimeUnit.MILLISECONDS);
    }

    /** A call of a healthy tool with a random duration. */
    private void work(Random chance) {
      ScriptedTool tool = SHIPPED.get(chance.nextInt(SHIPPED.size()));
      if (cabinet.snapshot(tool.name()).state() == BreakerState.CLOSED) {
        long took = (long) (300 * Math.exp(chance.nextGaussian() * 0.8));
        cabinet.call(tool.name(), "{\"ms\":" + took + "}");
      }
    }

    @Override
    public void close() {
      thread.shutdownNow();
      thread.close();
    }
  }
}
