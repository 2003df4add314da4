package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.switchgear.browser.Browser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The dashboard in a real Chromium, with real breakers. Each test has its own server. */
abstract class DashboardFixture {

  static Browser browser;
  Cabinet cabinet;

  @BeforeAll
  static void startBrowser() {
    browser = new Browser();
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
  }

  @AfterAll
  static void stopBrowser() {
    browser.close();
  }

  @BeforeEach
  void start() {
    cabinet =
        new Cabinet(
            DashboardScene.TOOLS,
            // Long times, so that a slow browser sees each state; only the recovering tool has a
            // short one.
            tool -> tool.equals("ssh_audit") ? Duration.ofSeconds(1) : Duration.ofHours(1));
  }

  @AfterEach
  void stop() {
    List<String> complaints = browser.complaints();
    List<String> requests = browser.requests();
    browser.closePages();
    cabinet.close();
    assertEquals(List.of(), complaints);
    assertFalse(requests.isEmpty());
    for (String request : requests) {
      assertTrue(request.startsWith("http://127.0.0.1:"), request);
    }
  }

  static Locator module(Page page, String name) {
    return page.locator(".module[data-name='" + name + "']");
  }

  static void awaitState(Page page, String name, String state) {
    PlaywrightAssertions.assertThat(module(page, name)).hasAttribute("data-state", state);
  }

  static void awaitText(Locator locator, String text) {
    PlaywrightAssertions.assertThat(locator).containsText(text);
  }
}
