package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.browser.Browser;
import io.switchgear.testing.Await;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard in a real Chromium, with real breakers. */
@Tag("browser")
@Tag("network")
class DashboardTest extends DashboardFixture {

  private static final String SCRIPT =
      "<img src=x onerror=\"window.broken=1\"><script>window.broken=1</script>";

  @Test
  void aBreakerOpensOnTheScreenAndIsClosedByHand() {
    Page page = browser.open(cabinet.uri());
    awaitState(page, "whois", "closed");
    awaitText(module(page, "whois").locator(".state-word"), "Closed");
    cabinet.breakDown("whois", "connection refused");
    awaitState(page, "whois", "open");
    awaitText(module(page, "whois").locator(".why"), "probe");
    awaitText(page.locator("#timeline"), "whois");
    awaitText(page.locator("#announce"), "whois: Open");
    awaitText(page.locator("[data-light='open'] dd"), "1");
    PlaywrightAssertions.assertThat(page)
        .hasTitle(
            Pattern.compile(
                "\\(1\\) lab-7: Switchgear 1\\.2\\.3, [0-9]+ [A-Z][a-z]{2} 20[0-9]{2}"));
    awaitText(page.locator("#feed"), "open, was closed");
    cabinet.order("whois", OperatorOrder.Action.CLOSE, "ann", "registry is back");
    awaitState(page, "whois", "closed");
    PlaywrightAssertions.assertThat(page).hasTitle(Pattern.compile("lab-7: Switchgear .*"));
    awaitText(page.locator("#server"), "version 1.2.3");
  }

  @Test
  void thePageOfAnUnknownToolHasNoLever() {
    Page page = browser.open(cabinet.uri().resolve("#/tool/whoiz"));
    awaitText(page.locator("#detail"), "This server has no tool with this name");
    PlaywrightAssertions.assertThat(page.locator("#detail button")).hasCount(0);
    page.navigate(cabinet.uri() + "#/tool/whois");
    PlaywrightAssertions.assertThat(page.locator("#detail button.lever")).isEnabled();
  }

  @Test
  void theOrderDialogSaysWhoHoldsTheBreakerWhyAndUntilWhen() {
    Page page = browser.open(cabinet.uri());
    cabinet.order(
        "whois", OperatorOrder.Action.HOLD_OPEN, "ann", "moving the rack", Duration.ofHours(2));
    awaitState(page, "whois", "open");
    module(page, "whois").locator("button.lever").click();
    Locator holder = page.locator("#order .holder");
    awaitText(holder, "ann");
    awaitText(holder, "moving the rack");
    awaitText(holder, "until ");
    awaitText(holder, "m left");
  }

  @Test
  void aPageThatComesBackKnowsWhoHoldsTheBreakerWhyAndUntilWhen() {
    Page first = browser.open(cabinet.uri());
    first.waitForFunction(SAMPLED);
    first.close();
    awaitNoReader();
    cabinet.order(
        "whois", OperatorOrder.Action.HOLD_OPEN, "ann", "moving the rack", Duration.ofHours(2));
    Page again = browser.open(cabinet.uri());
    again.waitForFunction(SAMPLED);
    again.waitForFunction(
        STORE
            + " const held = tools.get('whois')?.override;"
            + " return held?.expires"
            + " && `${held.operator}: ${held.reason}` === 'ann: moving the rack'; }");
    awaitState(again, "whois", "open");
  }

  /** The page's own store module, which holds the tools. */
  private static final String STORE =
      "async () => { const app = document.querySelector('script[type=module]').src;"
          + " const { tools } = await import(app.replace('app.js', 'store.js'));";

  /** Waits until the page has received a sample. */
  private static final String SAMPLED =
      STORE + " return tools.get('whois')?.sampled !== undefined; }";

  private void awaitNoReader() {
    Await.value("the end of the stream", cabinet::readers, readers -> readers == 0);
  }

  @Test
  void aBreakerRecoversOnTheScreen() {
    Page page = browser.open(cabinet.uri());
    awaitState(page, "ssh_audit", "closed");
    cabinet.breakDown("ssh_audit", "connection refused");
    awaitState(page, "ssh_audit", "half_open");
    awaitText(module(page, "ssh_audit").locator(".state-word"), "Half open");
    assertEquals(List.of(), Browser.violations(page));
    cabinet.outcome("ssh_audit", "{}");
    awaitState(page, "ssh_audit", "closed");
    awaitText(page.locator("#feed"), "closed, was half open");
  }

  @Test
  void runningCallsAreShownWithTheirProgress() {
    Page page = browser.open(cabinet.uri());
    ToolRun run = cabinet.call("nmap", "{\"hold\":\"64 of 100 hosts\",\"done\":64}");
    Locator call = page.locator("#calls li");
    awaitText(call, "64 of 100 hosts");
    PlaywrightAssertions.assertThat(call.locator("progress")).hasAttribute("value", "0.64");
    awaitText(module(page, "nmap").locator(".figures"), "1");
    run.stop(StopReason.CANCELLED);
    awaitText(page.locator("#calls"), "Nothing is running.");
    awaitText(page.locator("#feed"), "cancelled");
  }

  @Test
  void anOperatorCancelsACallAndSaysWhy() {
    Page page = browser.open(cabinet.uri());
    ToolRun run = cabinet.call("nmap", "{\"hold\":\"64 of 100 hosts\",\"done\":64}");
    page.locator("#calls .call-cancel").click();
    awaitText(page.locator("#order"), "Cancel a call of nmap");
    page.locator("#order-reason").fill("wrong network");
    page.locator("#order-operator").fill("ann");
    page.locator("#order button[type='submit']").click();
    awaitText(page.locator("#calls"), "Nothing is running.");
    ToolOutcome.Cancelled told = (ToolOutcome.Cancelled) run.outcome().toCompletableFuture().join();
    assertTrue(told.message().contains("ann"), told::message);
    assertTrue(told.message().contains("wrong network"), told::message);
  }

  @Test
  void anOperatorPullsABreakerWithTheKeyboardAlone() {
    Page page = browser.open(cabinet.uri());
    awaitState(page, "whois", "closed");
    page.keyboard().press("/");
    page.keyboard().type("whois");
    PlaywrightAssertions.assertThat(module(page, "nmap")).isHidden();
    for (int i = 0; i < 3; i++) {
      page.keyboard().press("Tab");
    }
    PlaywrightAssertions.assertThat(module(page, "whois").locator("button.lever")).isFocused();
    page.keyboard().press("Enter");
    PlaywrightAssertions.assertThat(page.locator("#order")).isVisible();
    PlaywrightAssertions.assertThat(page.locator("#order input[value='hold-open']")).isFocused();
    page.keyboard().press("Enter");
    PlaywrightAssertions.assertThat(page.locator("#order")).isVisible();
    assertEquals(BreakerState.CLOSED, cabinet.snapshot("whois").state(), "no reason, no order");
    page.locator("#order-expires").focus();
    page.keyboard().press("Tab");
    page.keyboard().type("registry moves");
    page.keyboard().press("Tab");
    page.keyboard().type("ann");
    page.keyboard().press("Enter");
    PlaywrightAssertions.assertThat(page.locator("#order")).isHidden();
    PlaywrightAssertions.assertThat(module(page, "whois").locator("button.lever")).isFocused();
    awaitState(page, "whois", "open");
    awaitText(module(page, "whois").locator(".why"), "Held open by ann: registry moves");
    OperatorOrder order = cabinet.snapshot("whois").standing().orElseThrow();
    assertEquals("ann", order.operator());
    assertEquals("registry moves", order.reason());
    page.keyboard().press("Enter");
    awaitText(page.locator("#order"), "Lift the order");
    page.keyboard().press("Escape");
    PlaywrightAssertions.assertThat(page.locator("#order")).isHidden();
  }

  @Test
  void whatTheServerRefusesIsSaid() {
    Page page = browser.open(cabinet.uri());
    awaitState(page, "whois", "closed");
    module(page, "whois").locator("button.lever").click();
    page.locator("#order input[value='open']").check();
    page.locator("#order-reason").fill("try");
    page.locator("#order-operator").fill("ann");
    cabinet.order("whois", OperatorOrder.Action.DISABLED, "ben", "was faster");
    page.locator("#order button[type='submit']").click();
    awaitText(page.locator("#order .problem"), "under a standing order");
    browser.forgive("409");
    page.keyboard().press("Escape");
    awaitText(module(page, "whois").locator(".why"), "Disabled by ben: was faster");
  }

  @Test
  void whatComesFromOutsideStaysText() {
    Page page = browser.open(cabinet.uri());
    awaitState(page, "whois", "closed");
    cabinet.call("nmap", "{\"hold\":" + quoted(SCRIPT) + ",\"caller\":" + quoted(SCRIPT) + "}");
    cabinet.breakDown("whois", SCRIPT);
    cabinet.order("traceroute", OperatorOrder.Action.HOLD_OPEN, SCRIPT, SCRIPT);
    awaitText(page.locator("#calls .call-message").first(), "<script>");
    awaitText(page.locator("#calls .call-who").first(), "<img");
    awaitText(module(page, "traceroute").locator(".why"), "<script>");
    awaitText(page.locator("#feed"), "<script>");
    awaitText(page.locator("#health"), "<img");
    page.navigate(cabinet.uri() + "#/tool/whois");
    awaitText(page.locator("#detail .said").first(), "<img src=x");
    page.navigate(cabinet.uri() + "#/tool/traceroute");
    awaitText(page.locator("#detail [aria-label^='Changes of state']"), "<img src=x");
    page.navigate(
        cabinet.uri() + "#/tool/" + "%3Cimg%20src%3Dx%20onerror%3D%22window.broken%3D1%22%3E");
    awaitText(page.locator("#detail h1"), "<img src=x");
    assertEquals(0, page.locator("main img, main script").count());
    assertEquals(true, page.evaluate("window.broken === undefined"));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\\\"") + "\"";
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothingIsSeriouslyInTheWayOfAnybody(boolean dark) {
    DashboardScene.longCalls(cabinet);
    DashboardScene.trouble(cabinet);
    Page page = browser.open(cabinet.uri(), dark, 1440, 1000);
    awaitState(page, "smb_shares", "open");
    awaitText(page.locator("#health"), "not healthy");
    assertEquals(List.of(), Browser.violations(page));
    module(page, "nmap").locator("button.lever").click();
    assertEquals(List.of(), Browser.violations(page));
    page.keyboard().press("Escape");
    page.navigate(cabinet.uri() + "#/tool/whois");
    awaitText(page.locator("#detail"), "Failed");
    page.locator("#detail .chart canvas").first().waitFor();
    assertEquals(List.of(), Browser.violations(page));
  }

  @Test
  void theDetailPageTellsHistoryErrorsConfigurationAndPercentiles() {
    Page page = browser.open(cabinet.uri());
    cabinet.outcome("whois", "{\"ms\":20}");
    cabinet.breakDown("whois", "connection refused");
    module(page, "whois").locator("a").click();
    Locator detail = page.locator("#detail");
    awaitText(detail, "connection refused");
    awaitText(detail, "consecutive failures");
    awaitText(detail, "recovery timeout");
    awaitText(detail, "p99");
    page.locator("#detail .chart canvas").first().waitFor();
    assertTrue(page.locator("#overview").isHidden());
    cabinet.order("whois", OperatorOrder.Action.HOLD_OPEN, "ann", "moving the rack");
    awaitText(detail.locator("[aria-label^='Changes of state']"), "ann: moving the rack");
    page.goBack();
    awaitText(module(page, "whois").locator(".why"), "moving the rack");
  }

  @Test
  void theChosenColoursAreKept() {
    Page page = browser.open(cabinet.uri());
    Locator button = page.locator("#theme-button");
    button.click();
    button.click();
    awaitText(button, "Dark");
    page.reload();
    PlaywrightAssertions.assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    awaitText(button, "Dark");
    button.click();
    assertFalse(page.locator("html").getAttribute("lang").isEmpty());
    PlaywrightAssertions.assertThat(page.locator("html"))
        .not()
        .hasAttribute("data-theme", Pattern.compile(".*"));
  }
}
