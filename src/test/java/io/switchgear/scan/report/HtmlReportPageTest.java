package io.switchgear.scan.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import io.switchgear.browser.Browser;
import io.switchgear.scan.SampleJobs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser. */
@Tag("browser")
class HtmlReportPageTest {

  private static Browser browser;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    browser = new Browser();
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  @AfterEach
  void closePages() {
    browser.closePages();
  }

  private URI page(byte[] html) throws IOException {
    return Files.write(folder.resolve("report.html"), html).toUri();
  }

  private static byte[] office() throws IOException {
    return Reports.bytes(ReportFormat.HTML, SampleJobs.office());
  }

  @Test
  void itLoadsNothingAndIsAccessible() throws IOException {
    for (boolean dark : List.of(false, true)) {
      Page page = browser.open(page(office()), dark, 1200, 900);
      assertFalse(page.locator("#cut").isVisible(), "the page is whole");
      assertTrue(page.locator(".banner.warn").first().textContent().startsWith("Partial"));
      assertEquals(List.of(), Browser.violations(page));
      assertEquals(List.of(), browser.complaints());
      assertEquals(1, browser.requests().size(), browser.requests().toString());
      browser.closePages();
    }
  }

  @Test
  void textFromTargetsIsText() throws IOException {
    Page page = browser.open(page(office()));
    assertEquals(0, page.locator("td script, td b b, pre b").count());
    assertTrue(page.content().contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
  }

  @Test
  void oneFindsHostsByWords() throws IOException {
    Page page = browser.open(page(office()));
    int all = page.locator("#rows tr:visible").count();
    page.fill("#find", "postgresql 10.20.0.");
    int some = page.locator("#rows tr:visible").count();
    assertTrue(0 < some && some < all, some + " of " + all);
    assertEquals(some + " of " + all + " hosts", page.textContent("#count"));
    page.click("button[data-find='22/tcp']");
    assertEquals("22/tcp", page.inputValue("#find"));
    page.locator("#map svg a").first().click();
    assertEquals(all, page.locator("#rows tr:visible").count(), "a click in the map shows its row");
  }

  @Test
  void aPageThatWasCutOffSaysSo() throws IOException {
    byte[] html = office();
    for (int size : new int[] {html.length / 3, html.length - 60}) {
      Page page = browser.open(page(Arrays.copyOf(html, size)));
      assertTrue(page.locator("#cut").isVisible(), "cut after " + size + " bytes");
      browser.closePages();
    }
  }

  @Test
  void itFitsNarrowScreens() throws IOException {
    Page page = browser.open(page(office()), false, 390, 800);
    assertEquals(390, page.evaluate("document.documentElement.scrollWidth"));
  }
}
