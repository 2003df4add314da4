package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.switchgear.browser.Browser;
import io.switchgear.tool.Availability.Available;
import io.switchgear.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The dashboard with many tools, and their order. */
@Tag("browser")
@Tag("network")
class DashboardManyToolsTest extends DashboardFixture {

  @Test
  void troubleComesFirstAndStaysUnderTheHand() {
    Page page = browser.open(cabinet.uri());
    awaitState(page, "whois", "closed");
    Locator first = page.locator(".module").first();
    PlaywrightAssertions.assertThat(first).hasAttribute("data-name", "masscan");
    cabinet.breakDown("whois", "connection refused");
    PlaywrightAssertions.assertThat(first).hasAttribute("data-name", "whois");
    module(page, "nmap").locator("button.lever").focus();
    cabinet.breakDown("traceroute", "no route");
    awaitState(page, "traceroute", "open");
    PlaywrightAssertions.assertThat(first).hasAttribute("data-name", "whois");
    page.locator("#find").focus();
    page.mouse().move(5, 5);
    PlaywrightAssertions.assertThat(first).hasAttribute("data-name", "traceroute");
  }

  @Test
  void fiftyToolsAreShownInTheCompactForm() {
    List<ScriptedTool> fifty = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      fifty.add(
          new ScriptedTool(
              "tool_" + (10 + i), "Tool", "One of many.", new Available("built in", "")));
    }
    try (Cabinet large = new Cabinet(fifty, Duration.ofHours(1))) {
      large.breakDown("tool_59", "broken");
      Page page = browser.open(large.uri(), false, 1440, 1000);
      awaitState(page, "tool_59", "open");
      PlaywrightAssertions.assertThat(page.locator(".module").first())
          .hasAttribute("data-name", "tool_59");
      PlaywrightAssertions.assertThat(page.locator("#modules"))
          .hasAttribute("data-size", "compact");
      assertEquals(List.of(), Browser.violations(page));
      double height = page.locator(".module").first().boundingBox().height;
      page.locator("#size").selectOption("full");
      PlaywrightAssertions.assertThat(page.locator("#modules"))
          .not()
          .hasAttribute("data-size", "compact");
      assertTrue(height * 2 < page.locator(".module").first().boundingBox().height);
      page.reload();
      PlaywrightAssertions.assertThat(page.locator("#size")).hasValue("full");
    }
  }

  /** Prints its figures; they are recorded in docs/adr/0019-the-dashboard.md and not asserted. */
  @Test
  void twoHundredToolsAreShownAndFollowed() {
    List<ScriptedTool> many = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      many.add(
          new ScriptedTool(
              String.format(Locale.ROOT, "tool_%03d", i),
              "Tool " + i,
              "One of many.",
              new Available("built in", "")));
    }
    try (Cabinet large = new Cabinet(many, Duration.ofHours(1))) {
      Page page = browser.open(large.uri());
      PlaywrightAssertions.assertThat(page.locator(".module")).hasCount(200);
      Object first =
          page.evaluate("Math.round(performance.getEntriesByName('first-modules')[0].startTime)");
      page.evaluate(
          "window.frames_ = []; let last = performance.now();"
              + "const step = (now) => { frames_.push(now - last); last = now;"
              + " requestAnimationFrame(step); }; requestAnimationFrame(step)");
      List<CompletableFuture<ToolOutcome>> storm = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        String script = "{\"ms\":" + (5 + i % 50) + "}";
        storm.add(large.call(many.get(i % 200).name(), script).outcome().toCompletableFuture());
      }
      storm.forEach(CompletableFuture::join);
      for (int i = 0; i < 20; i++) {
        large.breakDown(many.get(i * 10).name(), "broken");
      }
      PlaywrightAssertions.assertThat(page.locator(".module[data-state='open']")).hasCount(20);
      Object frames =
          page.evaluate(
              "(() => { const f = frames_.slice(1).sort((a, b) => a - b); const at = (q) =>"
                  + " Math.round(f[Math.floor(f.length * q)]); return 'frames ' + f.length + ', p50"
                  + " ' + at(0.5) + ' ms, p99 ' + at(0.99) + ' ms, longest ' + Math.round(f.at(-1))"
                  + " + ' ms'; })()");
      System.out.println("200 tools: first modules after " + first + " ms; in a storm: " + frames);
    }
  }
}
