package io.switchgear.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.cluster.ClusterLab;
import io.switchgear.testing.Await;
import io.switchgear.testing.SpreadingProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official conformance suite of the 2025 era through node b of a cluster, while all its
 * sessions are at node a.
 */
@Tag("conformance")
@Tag("network")
@Tag("process")
class ConformanceAcrossNodesTest {

  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}\
      """;
  private static final String PING =
      """
      {"jsonrpc":"2.0","id":1,"method":"ping"}\
      """;

  @TempDir private Path results;

  @Test
  void meetsTheRequirementsOfTheLegacyEraThroughAnotherNode() throws Exception {
    try (ClusterLab lab = new ClusterLab("a");
        FixtureServer a = FixtureServer.node(lab, "a");
        FixtureServer b = FixtureServer.node(lab, "b");
        HttpClient http = HttpClient.newHttpClient()) {
      String session =
          post(http, a.mcp(), Optional.empty(), INITIALIZE)
              .headers()
              .firstValue("Mcp-Session-Id")
              .orElseThrow();
      Await.until(
          "the session of a at b",
          () -> post(http, b.mcp(), Optional.of(session), PING).statusCode() == 200);
      AtomicInteger opened = new AtomicInteger();
      AtomicInteger used = new AtomicInteger();
      try (SpreadingProxy proxy =
          SpreadingProxy.start(
              request -> {
                boolean handshake =
                    !request.has("Mcp-Session-Id") && request.body().contains("\"initialize\"");
                (handshake ? opened : used).incrementAndGet();
                return handshake ? a.mcp() : b.mcp();
              })) {
        ConformanceSuite.allPass(
            ConformanceSuite.run(
                proxy.url("/mcp"),
                results,
                ConformanceSuite.PINNED,
                "--requirements",
                "2025-11-25"));
      }
      assertTrue(opened.get() >= 10 && used.get() > opened.get(), opened + " and " + used);
    }
  }

  private static HttpResponse<String> post(
      HttpClient http, URI mcp, Optional<String> session, String json)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(mcp)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(BodyPublishers.ofString(json));
    session.ifPresent(id -> request.header("Mcp-Session-Id", id));
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
