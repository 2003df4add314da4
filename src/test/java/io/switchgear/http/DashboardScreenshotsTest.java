package io.switchgear.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ScreenshotType;
import io.switchgear.breaker.BreakerState;
import io.switchgear.browser.Browser;
import io.switchgear.tool.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pictures of the page for the README, in {@code target/screenshots}; see CONTRIBUTING.md. */
class DashboardScreenshotsTest {

  private static final Path FOLDER = Path.of("target", "screenshots");

  private static final String PROBE = "{\"hold\":\"probe: reading the banner of 10.20.0.9\"}";

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
                DashboardScene.TOOLS,
                name -> name.equals("ssh_audit") ? Duration.ofSeconds(5) : Duration.ofMinutes(8));
        Agents agents = new Agents(cabinet)) {
      agents.begin();
      DashboardScene.longCalls(cabinet);
      // Some seconds of calls, as the sparklines have a bar for every five.
      LockSupport.parkNanos(Duration.ofSeconds(12).toNanos());
      shootBoth(cabinet, "calm");
      DashboardScene.trouble(cabinet);
      cabinet.breakDown("ssh_audit", "10.20.0.9: banner was not understood");
      LockSupport.parkNanos(Duration.ofSeconds(8).toNanos());
      cabinet.breakDown("tls_check", "shop.lab.internal: handshake failed");
      ToolRun probe = cabinet.call("ssh_audit", PROBE);
      for (int i = 0; i < 300 && probe.outcome().toCompletableFuture().isDone(); i++) {
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        probe = cabinet.call("ssh_audit", PROBE);
      }
      assertEquals(BreakerState.HALF_OPEN, cabinet.snapshot("ssh_audit").state());
      shootBoth(cabinet, "trouble");
      Page page = browser.open(cabinet.uri().resolve("#/tool/whois"), false, 1440, 1180);
      page.locator("#detail .chart canvas").nth(1).waitFor();
      shoot(page, "detail-light");
      page.navigate(cabinet.uri().toString());
      page.locator(".module[data-name='nmap'] button.lever").click();
      page.locator("#order-reason").fill("the scanner host is being moved");
      shoot(page, "order-light");
    }
  }

  private static void shootBoth(Cabinet cabinet, String name) throws IOException {
    for (boolean dark : new boolean[] {false, true}) {
      Page page = browser.open(cabinet.uri(), dark, 1440, 1180);
      PlaywrightAssertions.assertThat(page.locator("#health")).containsText("checks");
      PlaywrightAssertions.assertThat(page.locator("#calls li")).not().hasCount(0);
      // A sample has come, so that the figures stand.
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
      thread.scheduleWithFixedDelay(
          () -> DashboardScene.work(cabinet, chance, 1), 0, 200, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
      thread.shutdownNow();
      thread.close();
    }
  }
}
