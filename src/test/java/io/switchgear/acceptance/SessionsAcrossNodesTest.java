package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.app.Switchgear;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.testing.Await;
import io.switchgear.testing.SpreadingProxy;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of the 2025 era before three nodes of one cluster, each request at the next node. */
@Tag("network")
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionsAcrossNodesTest {

  private static final Path CLIENTS = Path.of("target", "test-js");
  private static final String PING = "{'jsonrpc':'2.0','id':1,'method':'ping'}";

  @TempDir private static Path folder;

  private final ClusterLab lab = new ClusterLab("a");
  private final List<Switchgear> nodes = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private SpreadingProxy proxy;

  @BeforeAll
  void start() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      nodes.add(
          Switchgear.serve(
              lab.settings(
                  name,
                  Map.of(
                      "switchgear.http.port",
                      "0",
                      "switchgear.http.keep-alive",
                      "1s",
                      "switchgear.data-dir",
                      folder.resolve(name).toString()))));
    }
    for (int owner = 0; owner < nodes.size(); owner++) {
      try (Visitor visitor = at(owner)) {
        String session = visitor.initialize();
        for (int gateway = 0; gateway < nodes.size(); gateway++) {
          try (Visitor other = at(gateway)) {
            Await.until(
                "the session of " + owner + " at " + gateway,
                () -> other.send(other.legacy(session, PING)).status() == 200);
          }
        }
      }
    }
    proxy =
        SpreadingProxy.start(request -> url(Math.floorMod(next.getAndIncrement(), nodes.size())));
  }

  @AfterAll
  void end() {
    proxy.close();
    nodes.forEach(Switchgear::close);
    lab.close();
  }

  private URI url(int node) {
    return nodes.get(node).url().orElseThrow();
  }

  private Visitor at(int node) {
    return new Visitor(url(node), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"legacy-client.mjs, ''", "modern-client.mjs, legacy"})
  void officialClientsKeepTheirSession(String client, String mode) throws Exception {
    try (ServerSocket target = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      JsonNode seen =
          run(
              client,
              mode,
              "nmap",
              Map.of(
                  "targets", List.of("127.0.0.1"), "ports", String.valueOf(target.getLocalPort())));
      assertEquals("2025-11-25", seen.path("version").asText());
      assertFalse(seen.path("progress").isEmpty(), seen::toString);
      assertEquals(List.of(target.getLocalPort()), Answers.openPorts(seen.path("result")));
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void aCallIsCancelledThroughAnotherNode(String version) throws Exception {
    Map<String, Object> slowly =
        Map.of("targets", List.of("127.0.0.1"), "ports", "1-100", "rate", 10);
    JsonNode seen = run("cancelling-client.mjs", version, "port_scan", slowly);
    assertTrue(seen.path("cancelled").asText().contains("enough"), seen::toString);
    assertFalse(seen.path("stream").asText().contains("\"result\""), seen::toString);
    List<String> accepted = new ArrayList<>();
    seen.path("requests")
        .forEach(each -> accepted.add(each.path("method").asText() + " " + each.path("status")));
    assertTrue(accepted.contains("POST 202"), seen::toString);
    assertTrue(seen.path("tools").asInt() > 1, seen::toString);
  }

  @Test
  void aSessionEndsEverywhere() throws Exception {
    try (Visitor a = at(0);
        Visitor b = at(1);
        Visitor c = at(2)) {
      String session = a.initialize();
      assertEquals(200, b.send(b.legacy(session, PING)).status());
      assertEquals(
          204, c.send(c.request("/mcp").header("Mcp-Session-Id", session).DELETE()).status());
      for (Visitor each : List.of(a, b, c)) {
        assertEquals(404, each.send(each.legacy(session, PING)).status());
      }
    }
  }

  @Test
  void aBrokenStreamIsResumedAtAnotherNode() throws Exception {
    try (Visitor a = at(0);
        Visitor b = at(1);
        Visitor c = at(2)) {
      String session = a.initialize();
      String call =
          "{'jsonrpc':'2.0','id':7,'method':'tools/call','params':{'name':'port_scan',"
              + "'_meta':{'progressToken':'p'},'arguments':{'targets':['127.0.0.1'],"
              + "'ports':'1-30','rate':10}}}";
      String seen;
      try (InputStream stream = b.open(b.legacy(session, call)).body()) {
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        seen =
            lines
                .lines()
                .filter(line -> line.startsWith("id: "))
                .map(line -> line.substring("id: ".length()))
                .findFirst()
                .orElseThrow();
      }
      Visitor.Seen resumed =
          c.send(
              c.request("/mcp")
                  .header("Accept", "text/event-stream")
                  .header("Mcp-Session-Id", session)
                  .header("Last-Event-ID", seen)
                  .GET());
      assertEquals(200, resumed.status());
      assertEquals(7, resumed.json().path("id").asInt());
      assertFalse(resumed.json().at("/result/isError").asBoolean(true), resumed::told);
    }
  }

  private JsonNode run(String client, String mode, String tool, Map<String, Object> args)
      throws Exception {
    Process process =
        new ProcessBuilder(
                CLIENTS.resolve("node_modules/.bin/node").toString(),
                CLIENTS.resolve(client).toString(),
                proxy.url("/mcp").toString(),
                tool,
                Answers.JSON.writeValueAsString(args),
                mode)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), () -> client + " failed: " + out);
    return Answers.JSON.readTree(out);
  }
}
