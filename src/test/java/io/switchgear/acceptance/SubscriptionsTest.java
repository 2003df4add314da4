package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that subscribes to a resource of the server is notified of its changes. */
@Tag("network")
@Tag("process")
class SubscriptionsTest {

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    server = RunningServer.start(folder, Map.of("switchgear.health.interval", "5s"));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"metrics://tools", "health://status"})
  void updatesArePublished(String uri) throws Exception {
    try (Visitor visitor = new Visitor(server.mcp(), Optional.empty())) {
      HttpResponse<InputStream> listening =
          visitor.open(
              visitor.modern(
                  "subscriptions/listen",
                  "",
                  "'notifications':{'resourceSubscriptions':['" + uri + "']}"));
      assertEquals(200, listening.statusCode());
      try (BufferedReader events = reader(listening)) {
        line(events, "acknowledged");
        // Changes that an earlier case caused must be over.
        Await.until(
            "healthy health", () -> health(visitor).told(), () -> health(visitor).status() == 200);
        assertEquals(
            200, visitor.call("port_scan", "{'targets':['127.0.0.1'],'ports':'1'}").status());
        String held =
            visitor.post("/api/v1/breakers/port_scan/hold-open", "{\"reason\":\"a test\"}").told();
        assertTrue(held.startsWith("200"), held);
        Await.until(
            "degraded health", () -> health(visitor).told(), () -> health(visitor).status() == 207);
        String told = line(events, "notifications/resources/updated");
        assertTrue(told.contains("\"uri\":\"" + uri + "\""), told);
      } finally {
        visitor.post("/api/v1/breakers/port_scan/auto", "{}");
        visitor.post("/api/v1/breakers/port_scan/reset", "{}");
      }
    }
  }

  private static Visitor.Seen health(Visitor visitor) {
    try {
      return visitor.get("/health");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static BufferedReader reader(HttpResponse<InputStream> response) {
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static String line(BufferedReader events, String part) throws IOException {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.contains(part)) {
        return line;
      }
    }
    throw new AssertionError("the stream ended without " + part);
  }

  @Test
  void bothAreListed() throws Exception {
    try (Visitor visitor = new Visitor(server.mcp(), Optional.empty())) {
      String listed = visitor.mcp("resources/list", "", "").told();
      assertTrue(listed.contains("metrics://tools") && listed.contains("health://status"), listed);
    }
  }
}
