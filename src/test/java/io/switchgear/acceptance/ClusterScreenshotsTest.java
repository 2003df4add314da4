package io.switchgear.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.switchgear.browser.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of the dashboard of a cluster, in {@code target/screenshots}; see CONTRIBUTING.md. */
@Tag("browser")
@Tag("network")
@Tag("process")
@Tag("screenshots")
class ClusterScreenshotsTest {

  private static final Path FOLDER = Path.of("target", "screenshots");

  @Test
  void threeNodesAndTheLossOfOne(@TempDir Path folder) throws IOException {
    Files.createDirectories(FOLDER);
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    try (Browser browser = new Browser();
        ClusterScene scene = new ClusterScene(folder)) {
      scene.callOnTheSecond();
      shoot(open(browser, scene, false), "cluster-light");
      shoot(open(browser, scene, true), "cluster-dark");
      Page lost = open(browser, scene, false);
      scene.killThird();
      assertThat(lost.locator("tr[data-tool='nmap'] td[data-node='node-3']"))
          .hasAttribute("data-stale", "");
      shoot(lost, "cluster-lost-light");
    }
  }

  private static Page open(Browser browser, ClusterScene scene, boolean dark) {
    Page page = browser.open(scene.dashboard(), dark, 1440, 900);
    assertThat(page.locator("#calls li")).containsText("on node-2");
    assertThat(page.locator("#board tbody tr")).hasCount(7);
    return page;
  }

  private static void shoot(Page page, String name) throws IOException {
    Path file = FOLDER.resolve(name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file));
    assertTrue(Files.size(file) > 20_000, name);
  }
}
