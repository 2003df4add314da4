package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the page and its assets are served, and what they must not contain. */
@Tag("network")
class DashboardFilesTest {

  private static final Path SOURCES =
      Path.of("src", "main", "resources", "io", "switchgear", "front", "http", "dashboard");

  /** APIs that create markup or code from strings, or that contact other servers. */
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|srcdoc|\\beval\\b"
              + "|new Function|createContextualFragment|setHTML|javascript:"
              + "|https?://(?!www\\.w3\\.org/2000/svg)");

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files.toList();
    }
  }

  @Test
  void nothingMakesMarkupOrCodeOfStringsOrNamesAnotherHost() throws IOException {
    for (Path file : sources()) {
      Matcher found = FORBIDDEN.matcher(Files.readString(file));
      assertFalse(found.find(), () -> file + ": " + found.group());
    }
  }

  @Test
  void noFileIsLong() throws IOException {
    for (Path file : sources()) {
      assertTrue(Files.readAllLines(file).size() < 400, file::toString);
    }
  }

  @Test
  void thePageIsAskedForAlwaysAndItsPartsOnce() throws Exception {
    try (Cabinet cabinet =
            new Cabinet(DashboardScene.TOOLS.subList(0, 1), java.time.Duration.ofSeconds(1));
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> page = get(client, cabinet, "");
      assertEquals("no-cache", header(page, "cache-control"));
      Matcher parts = Pattern.compile("(?:href|src)=\"(assets/[^\"]+)\"").matcher(page.body());
      int seen = 0;
      while (parts.find()) {
        HttpResponse<String> part = get(client, cabinet, parts.group(1));
        assertEquals(200, part.statusCode(), parts.group(1));
        assertEquals("public, max-age=31536000, immutable", header(part, "cache-control"));
        assertGuarded(part);
        seen++;
      }
      assertTrue(seen >= 5, () -> page.body());
      assertGuarded(page);
      String folder =
          Pattern.compile("assets/([0-9a-f]{16})/app.js")
              .matcher(page.body())
              .results()
              .findFirst()
              .orElseThrow()
              .group(1);
      for (Path file : sources()) {
        String name = file.getFileName().toString();
        if (!name.equals("index.html")) {
          assertEquals(
              200, get(client, cabinet, "assets/" + folder + "/" + name).statusCode(), name);
        }
      }
      HttpResponse<String> licence = get(client, cabinet, "assets/" + folder + "/uPlot.LICENSE");
      assertTrue(licence.body().contains("MIT License"), licence.body());
      assertEquals(404, get(client, cabinet, "assets/0123456789abcdef/app.js").statusCode());
      assertEquals(404, get(client, cabinet, "assets/" + folder + "/index.html").statusCode());
    }
  }

  private static HttpResponse<String> get(HttpClient client, Cabinet cabinet, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(cabinet.uri().resolve(path)).build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static void assertGuarded(HttpResponse<String> response) {
    String policy = header(response, "content-security-policy");
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals("nosniff", header(response, "x-content-type-options"));
    assertEquals("no-referrer", header(response, "referrer-policy"));
  }
}
