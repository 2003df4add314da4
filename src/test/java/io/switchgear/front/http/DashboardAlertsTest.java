package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.browser.Browser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts on the dashboard, raised and resolved by calls through real breakers. */
@Tag("browser")
@Tag("network")
class DashboardAlertsTest extends DashboardFixture {

  private static final String SCRIPT =
      "<img src=x onerror=\"window.broken=1\"><script>window.broken=1</script>";

  @Override
  @BeforeEach
  void start() {
    cabinet = new Cabinet(DashboardScene.TOOLS, Duration.ofHours(1));
  }

  private void fail(String tool) {
    cabinet.breakDown(tool, "connection refused");
    cabinet.look();
  }

  private void recover(String tool) {
    cabinet.order(tool, OperatorOrder.Action.CLOSE, "ann", "registry is back");
    for (int i = 0; i < 10; i++) {
      cabinet.outcome(tool, "{}");
    }
    cabinet.look();
  }

  private static Locator alerts(Page page) {
    return page.locator("#alerts .alert");
  }

  private static Locator light(Page page) {
    return page.locator("[data-light='alerts']");
  }

  @Test
  void anAlertComesIsAnnouncedAndGoesAndStaysInTheFeed() {
    Page page = browser.open(cabinet.uri());
    awaitText(page.locator("#alerts"), "None is firing.");
    awaitText(light(page), "0");
    fail("whois");
    Locator alert = alerts(page);
    PlaywrightAssertions.assertThat(alert).hasCount(1);
    awaitText(alert.locator(".alert-name"), "tool failing");
    awaitText(alert.locator(".alert-tool"), "whois");
    awaitText(alert.locator(".mark"), "critical");
    PlaywrightAssertions.assertThat(alert.locator(".alert-figures dd"))
        .containsText(new String[] {"1", "0.5", ":"});
    awaitText(alert.locator(".alert-message"), "failure_rate of the last 5m is 1.00");
    awaitText(light(page), "1");
    PlaywrightAssertions.assertThat(light(page)).hasAttribute("data-lit", "open");
    awaitText(page.locator("#announce-alert"), "Alert, critical: tool failing. 'whois'");
    PlaywrightAssertions.assertThat(page.locator("#announce-alert")).hasAttribute("role", "alert");
    recover("whois");
    PlaywrightAssertions.assertThat(alert).hasCount(0);
    awaitText(page.locator("#alerts"), "None is firing.");
    awaitText(light(page), "0");
    awaitText(page.locator("#announce-alert"), "Alert is over: tool failing of whois");
    page.locator("#feed-calls").uncheck();
    awaitText(page.locator("#feed"), "tool_failing firing");
    awaitText(page.locator("#feed"), "tool_failing resolved");
  }

  @Test
  void whatFiredBeforeThePageCameIsThereAndWhatWasOverIsNot() {
    fail("snmp_walk");
    recover("snmp_walk");
    fail("whois");
    fail("traceroute");
    Page page = browser.open(cabinet.uri());
    PlaywrightAssertions.assertThat(alerts(page)).hasCount(2);
    awaitText(light(page), "2");
    PlaywrightAssertions.assertThat(page.locator(".alert-tool"))
        .hasText(new String[] {"traceroute", "whois"});
    // The whole event log has been read, and the old alert has not reappeared.
    awaitText(page.locator("#feed"), "tool_failing resolved");
    PlaywrightAssertions.assertThat(alerts(page)).hasCount(2);
    page.locator(".alert-tool").last().click();
    Locator detail = page.locator("#detail .alert");
    PlaywrightAssertions.assertThat(detail).hasCount(1);
    awaitText(detail, "'whois'");
    recover("whois");
    PlaywrightAssertions.assertThat(detail).hasCount(0);
    PlaywrightAssertions.assertThat(page.locator("#detail .panel-alerts")).isHidden();
  }

  @Test
  void whatAnAlertSaysStaysText() {
    cabinet.alsoWatch(SCRIPT, "whois");
    fail("whois");
    Page page = browser.open(cabinet.uri());
    PlaywrightAssertions.assertThat(alerts(page)).hasCount(2);
    awaitText(page.locator(".alert-message").filter(having("<img")), "<script>window.broken=1");
    awaitText(page.locator(".alert-tool").filter(having("<img")), "<script>");
    awaitText(page.locator("#feed"), "<script>");
    awaitText(page.locator("#announce-alert"), "<script>");
    page.navigate(cabinet.uri() + "#/tool/whois");
    cabinet.alsoWatch("again " + SCRIPT, "whois");
    cabinet.look();
    awaitText(page.locator("#announce-alert"), "'again <img");
    assertEquals(0, page.locator("main img, main script, body > p img").count());
    assertEquals(true, page.evaluate("window.broken === undefined"));
  }

  private static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nobodyIsKeptFromReadingThem(boolean dark) {
    fail("whois");
    fail("traceroute");
    Page page = browser.open(cabinet.uri(), dark, 1440, 1000);
    PlaywrightAssertions.assertThat(alerts(page)).hasCount(2);
    awaitText(page.locator("#health"), "checks");
    assertEquals(List.of(), Browser.violations(page));
    page.navigate(cabinet.uri() + "#/tool/whois");
    PlaywrightAssertions.assertThat(page.locator("#detail .alert")).hasCount(1);
    page.locator("#detail .chart canvas").first().waitFor();
    assertEquals(List.of(), Browser.violations(page));
  }
}
