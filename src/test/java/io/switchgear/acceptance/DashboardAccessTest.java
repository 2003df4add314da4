package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.switchgear.browser.Browser;
import io.switchgear.front.access.BearerToken;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of a server with authentication, for users with and without a token. */
@Tag("browser")
@Tag("network")
@Tag("process")
class DashboardAccessTest {

  private static final BearerToken SCANNER = BearerToken.fresh();
  private static final BearerToken LOOKER = BearerToken.fresh();
  private static final BearerToken OPERATOR = BearerToken.fresh();
  private static final String LOCKED =
      "Your token does not permit orders: it lacks the scope ops:write";

  private static Browser browser;
  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    browser = new Browser();
    server =
        RunningServer.start(
            folder,
            Map.of(
                "switchgear.http.auth.tokens",
                ("[{name=agent,sha256=\"%s\",scopes=[\"scan:run\"]},"
                        + "{name=ben,sha256=\"%s\",scopes=[\"ops:read\"]},"
                        + "{name=ann,sha256=\"%s\",scopes=[\"ops:write\"]}]")
                    .formatted(SCANNER.sha256(), LOOKER.sha256(), OPERATOR.sha256())));
  }

  @AfterAll
  static void stop() throws IOException {
    browser.close();
    server.close();
  }

  /** The browser logs each refusal as an error. No other error may be logged. */
  @AfterEach
  void closePages() {
    browser.forgive("status of 401");
    browser.forgive("status of 403");
    List<String> complaints = browser.complaints();
    browser.closePages();
    assertEquals(List.of(), complaints);
  }

  private static URI root() {
    return server.mcp().resolve("/");
  }

  private static Locator scanner(Page page) {
    return page.locator(".module[data-name='port_scan']");
  }

  private static Locator dialog(Page page) {
    return page.locator("#token");
  }

  private static void give(Page page, String token) {
    page.locator("#token-value").fill(token);
    page.keyboard().press("Enter");
  }

  private static long asked(String path) {
    return browser.requests().stream().filter(url -> url.endsWith(path)).count();
  }

  private static void awaitText(Locator locator, String text) {
    PlaywrightAssertions.assertThat(locator).containsText(text);
  }

  @Test
  void whoeverHasNoTokenIsAskedAndAWrongOneIsRefusedInWords() {
    Page page = browser.open(root());
    PlaywrightAssertions.assertThat(dialog(page)).isVisible();
    PlaywrightAssertions.assertThat(dialog(page).locator(".problem")).isHidden();
    PlaywrightAssertions.assertThat(page.locator("#token-value")).isFocused();
    assertEquals(List.of(), Browser.violations(page));
    give(page, BearerToken.fresh().reveal());
    awaitText(dialog(page).locator(".problem"), "this token is unknown");
    give(page, "not a tökén");
    awaitText(dialog(page).locator(".problem"), "This is not a token");
    assertEquals(List.of(), Browser.violations(page));
    assertEquals(0, page.locator(".module").count());
    assertEquals(2, asked("/api/v1/whoami"), "asked once without a token and once with the wrong");
  }

  @Test
  void aTokenThatMayNotLookIsToldWhatItLacksAndNotAskedAgain() {
    Page page = browser.open(root());
    give(page, SCANNER.reveal());
    Locator denied = page.locator("#denied");
    awaitText(denied, "Not permitted (403)");
    awaitText(denied, "ops:read");
    PlaywrightAssertions.assertThat(dialog(page)).isHidden();
    PlaywrightAssertions.assertThat(page.locator("#overview")).isHidden();
    awaitText(page.locator("[data-light='link'] dd"), "closed");
    assertEquals(List.of(), Browser.violations(page));
    assertEquals(2, asked("/api/v1/whoami"));
    page.reload();
    awaitText(denied, "ops:read");
    PlaywrightAssertions.assertThat(dialog(page)).isHidden();
    assertEquals(3, asked("/api/v1/whoami"));
    assertEquals(0, asked("/api/v1/events"));
    denied.locator("button").click();
    give(page, LOOKER.reveal());
    PlaywrightAssertions.assertThat(scanner(page)).hasAttribute("data-state", "closed");
    PlaywrightAssertions.assertThat(denied).isHidden();
  }

  @Test
  void whoeverMayLookSeesTheLeversLockedAndWhy() {
    Page page = browser.open(root());
    give(page, LOOKER.reveal());
    PlaywrightAssertions.assertThat(scanner(page)).hasAttribute("data-state", "closed");
    PlaywrightAssertions.assertThat(dialog(page)).isHidden();
    awaitText(page.locator("#who"), "ben, read-only");
    awaitText(page.locator("[data-light='link'] dd"), "live");
    awaitText(page.locator("#locked"), LOCKED);
    Locator lever = scanner(page).locator("button.lever");
    PlaywrightAssertions.assertThat(lever).isDisabled();
    PlaywrightAssertions.assertThat(lever).hasAttribute("title", LOCKED);
    assertEquals(List.of(), Browser.violations(page));
    assertTrue(asked("/api/v1/events") > 0);
    assertEquals(0, page.evaluate("localStorage.length"));
    scanner(page).locator("a").click();
    awaitText(page.locator("#detail .locked"), LOCKED);
    PlaywrightAssertions.assertThat(page.locator("#detail button.primary")).isDisabled();
    page.reload();
    awaitText(page.locator("#detail"), "Since the server started");
    PlaywrightAssertions.assertThat(dialog(page)).isHidden();
    assertTrue(page.context().cookies().isEmpty());
  }

  @Test
  void whoeverMayOperatePullsALeverAndTheAuditNamesThem() throws Exception {
    Page page = browser.open(root());
    give(page, OPERATOR.reveal());
    PlaywrightAssertions.assertThat(scanner(page)).hasAttribute("data-state", "closed");
    PlaywrightAssertions.assertThat(page.locator("#who")).hasText("ann");
    PlaywrightAssertions.assertThat(page.locator("#locked")).isHidden();
    scanner(page).locator("button.lever").click();
    PlaywrightAssertions.assertThat(page.locator("#order-operator")).hasValue("ann");
    PlaywrightAssertions.assertThat(page.locator("#order-operator")).hasAttribute("readonly", "");
    page.locator("#order-reason").fill("the rack moves");
    page.locator("#order button[type='submit']").click();
    PlaywrightAssertions.assertThat(scanner(page)).hasAttribute("data-state", "open");
    awaitText(scanner(page).locator(".why"), "Held open by ann: the rack moves");
    try (Visitor ann = Visitor.with(server.mcp(), OPERATOR.reveal())) {
      JsonNode records = ann.get("/api/v1/audit?limit=100").json().path("records");
      JsonNode order =
          records
              .valueStream()
              .filter(each -> each.path("what").asText().endsWith("port_scan/hold-open"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(records.toString()));
      assertEquals("ann", order.path("who").asText(), order::toString);
      assertEquals(200, ann.post("/api/v1/breakers/port_scan/auto", "{}").status());
      assertEquals(200, ann.post("/api/v1/breakers/port_scan/close", "{}").status());
    }
    PlaywrightAssertions.assertThat(scanner(page)).hasAttribute("data-state", "closed");
  }
}
