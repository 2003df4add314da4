package io.switchgear.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.switchgear.browser.Browser;
import io.switchgear.testing.Await;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of a cluster, in Chromium: a lever for each tool and node. */
@Tag("browser")
@Tag("network")
@Tag("process")
class ClusterDashboardTest {

  private static Browser browser;
  private static ClusterScene scene;

  private static Locator cell(Page page, String tool, String node) {
    return page.locator("tr[data-tool='%s'] td[data-node='%s']".formatted(tool, node));
  }

  private static void awaitState(Page page, String tool, String node, String state) {
    assertThat(cell(page, tool, node)).hasAttribute("data-state", state);
  }

  private static Locator node(Page page, String name) {
    return page.locator("#nodes li[data-node='" + name + "']");
  }

  private static void give(Page page, String action) {
    page.locator("#order input[value='" + action + "']").check();
    page.locator("#order-reason").fill("moving the rack");
    page.locator("#order-operator").fill("ann");
    page.locator("#order button[type='submit']").click();
    assertThat(page.locator("#order")).not().isVisible();
  }

  @BeforeAll
  static void start(@TempDir Path folder) {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    browser = new Browser();
    scene = new ClusterScene(folder);
  }

  @AfterAll
  static void stop() {
    browser.close();
    scene.close();
  }

  @Test
  void theDashboardShowsAllNodesAndOrdersForOneOrForAll() {
    Page page = browser.open(scene.dashboard());
    theBoardHasALeverForEachNode(page);
    theNodesAreListed(page);
    assertEquals(List.of(), Browser.violations(page));
    anOrderIsForTheNodeOfTheLever(page);
    anOrderIsForAllNodes(page);
    aCallOfAnotherNodeIsShownAndCancelled(page);
    aLostNodeIsShownWithTheAgeOfWhatIsKnown(page);
    assertEquals(List.of(), browser.complaints());
  }

  private static void theBoardHasALeverForEachNode(Page page) {
    assertThat(page.locator("#board thead th"))
        .hasText(new String[] {"Tool", "node-1answers", "node-2", "node-3"});
    assertThat(page.locator("#modules")).not().isVisible();
    awaitState(page, "nmap", "node-1", "closed");
    awaitState(page, "nmap", "node-3", "open");
    assertThat(cell(page, "nmap", "node-3").locator(".why")).containsText("Next probe in");
    awaitState(page, "scan_compare", "node-3", "half_open");
    assertThat(page.locator("#board tbody tr").first()).hasAttribute("data-tool", "nmap");
    assertThat(page.locator("[data-light='nodes'] dd")).hasText("3");
    assertThat(page.locator("[data-light='open'] dd")).hasText("1");
    page.locator("#find").fill("port");
    assertThat(page.locator("#board tbody tr:visible")).hasCount(1);
    page.locator("#find").fill("");
  }

  private static void theNodesAreListed(Page page) {
    assertThat(node(page, "node-1")).containsText("answers");
    assertThat(node(page, "node-1")).containsText("schedules");
    assertThat(node(page, "node-2")).containsText("gateway, worker");
    assertThat(node(page, "node-3")).containsText("Not healthy: breaker:nmap");
    assertThat(node(page, "node-3").locator(".node-work")).containsText("blocks2");
  }

  private static void anOrderIsForTheNodeOfTheLever(Page page) {
    cell(page, "port_scan", "node-2").locator("button.lever").click();
    assertThat(page.locator("#order-nodes")).hasValue("node-2");
    give(page, "hold-open");
    awaitState(page, "port_scan", "node-2", "open");
    assertThat(cell(page, "port_scan", "node-2").locator(".why")).containsText("Held open");
    awaitState(page, "port_scan", "node-1", "closed");
    cell(page, "port_scan", "node-2").locator("button.lever").click();
    give(page, "auto");
    assertThat(cell(page, "port_scan", "node-2")).not().hasAttribute("data-state", "open");
  }

  private static void anOrderIsForAllNodes(Page page) {
    page.locator("tr[data-tool='scan_list'] .board-all").click();
    assertThat(page.locator("#order-nodes")).hasValue("all");
    give(page, "hold-open");
    awaitState(page, "scan_list", "node-1", "open");
    awaitState(page, "scan_list", "node-2", "open");
  }

  private static void aCallOfAnotherNodeIsShownAndCancelled(Page page) {
    page.locator("tr[data-tool='port_scan'] .board-all").click();
    give(page, "close");
    awaitState(page, "port_scan", "node-2", "closed");
    var answer = scene.callOnTheSecond();
    assertThat(page.locator("#calls li")).containsText("on node-2");
    page.locator("#calls .call-cancel").click();
    page.locator("#order-reason").fill("wrong net");
    page.locator("#order-operator").fill("ann");
    page.locator("#order button[type='submit']").click();
    assertThat(page.locator("#calls")).containsText("Nothing is running.");
    assertThat(page.locator("#order")).not().isVisible();
    Await.result("the answer", answer);
  }

  private static void aLostNodeIsShownWithTheAgeOfWhatIsKnown(Page page) {
    scene.killThird();
    assertThat(cell(page, "nmap", "node-3")).hasAttribute("data-stale", "");
    assertThat(cell(page, "nmap", "node-3").locator(".why")).containsText("ago");
    assertThat(page.locator("[data-light='nodes'] dd")).hasText("2 of 3");
    assertThat(page.locator("#board thead th")).hasCount(3);
    assertThat(page.locator("[data-light='nodes'] dd")).hasText("2");
  }
}
