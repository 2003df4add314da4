package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.acceptance.Visitor.Seen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each scope permits, and how a client learns which scope it lacks. */
@Tag("network")
@Tag("process")
class ScopesTest {

  private static LockedServer locked;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    locked = new LockedServer(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    locked.close();
  }

  private static void assertLacks(String scope, Seen seen) {
    assertEquals(403, seen.status(), seen::told);
    assertTrue(seen.challenge().startsWith("Bearer error=\"insufficient_scope\""), seen::challenge);
    assertTrue(seen.challenge().contains(", scope=\"" + scope + "\""), seen::challenge);
    assertTrue(seen.challenge().contains("resource_metadata=\"" + locked.metadata() + "\""));
  }

  @Test
  void aCallerStepsUpToRunATool() throws Exception {
    String scan = "{'targets':['127.0.0.1'],'ports':'" + locked.server.openPort() + "'}";
    try (Visitor reader = locked.scoped("tools:read");
        Visitor runner = locked.scoped("scan:run");
        Visitor operator = locked.scoped("ops:write")) {
      Seen lacking = reader.call("port_scan", scan);
      assertLacks("scan:run", lacking);
      assertEquals(1, lacking.json().path("id").asInt());
      assertLacks("scan:run", operator.call("port_scan", scan));
      assertLacks("tools:read", operator.mcp("tools/list", "", ""));
      assertLacks("tools:read", operator.mcp("prompts/list", "", ""));
      Seen done = runner.call("port_scan", scan);
      assertEquals(200, done.status());
      assertEquals(
          List.of(locked.server.openPort()), Answers.openPorts(done.json().path("result")));
    }
  }

  @Test
  void stepUpIsTheSameForClientsOf2025() throws Exception {
    String list = "{'jsonrpc':'2.0','id':7,'method':'tools/list','params':{}}";
    String call =
        "{'jsonrpc':'2.0','id':7,'method':'tools/call','params':{'name':'port_scan',"
            + "'arguments':{}}}";
    try (Visitor reader = locked.scoped("tools:read");
        Visitor runner = locked.scoped("scan:run")) {
      String session = reader.initialize();
      assertEquals(200, reader.send(reader.legacy(session, list)).status());
      Seen lacking = reader.send(reader.legacy(session, call));
      assertLacks("scan:run", lacking);
      assertEquals(7, lacking.json().path("id").asInt());
      assertEquals(200, runner.send(runner.legacy(session, call)).status(), "the same principal");
    }
  }

  @Test
  void resourcesAreForAgentsAndOperators() throws Exception {
    String uri = "'uri':'circuit-breaker://stats'";
    try (Visitor reader = locked.scoped("tools:read");
        Visitor operator = locked.scoped("ops:read");
        Visitor nothing = locked.scoped("openid")) {
      for (Visitor visitor : List.of(reader, operator)) {
        assertEquals(200, visitor.mcp("resources/read", "circuit-breaker://stats", uri).status());
        assertEquals(200, visitor.mcp("resources/list", "", "").status());
      }
      assertEquals(200, nothing.mcp("server/discover", "", "").status());
      assertLacks("tools:read", nothing.mcp("resources/list", "", ""));
    }
  }

  @Test
  void operatorsScopesIncludeEachOther() throws Exception {
    String order = "/api/v1/breakers/port_scan/reset";
    try (Visitor agent = locked.scoped("scan:intrusive");
        Visitor watcher = locked.scoped("ops:read");
        Visitor operator = locked.scoped("ops:write")) {
      for (String path :
          List.of("/api/v1/breakers", "/metrics", "/health", "/openapi.yaml", "/api/v1/drills")) {
        assertLacks("ops:read", agent.get(path));
        // The status is 207 or 503 when the server is degraded or unhealthy.
        assertTrue(List.of(200, 207, 503).contains(watcher.get(path).status()), path);
        assertTrue(List.of(200, 207, 503).contains(operator.get(path).status()), path);
      }
      assertLacks("ops:read", agent.get("/api/v1/events"));
      assertLacks("ops:write", watcher.post(order, "{}"));
      assertEquals(200, operator.post(order, "{}").status());
    }
  }

  @Test
  void anOrderIsInThePrincipalsNameWhateverItSays() throws Exception {
    String breaker = "/api/v1/breakers/nmap/";
    try (Visitor ann = locked.scoped("ops:write");
        Visitor ci = Visitor.with(locked.server.mcp(), LockedServer.STATIC.reveal())) {
      JsonNode held =
          ann.post(breaker + "hold-open", "{\"operator\":\"root\",\"reason\":\"x\"}").json();
      assertEquals("oauth:ann", held.at("/override/operator").asText(), held::toString);
      JsonNode drill =
          ci.post("/api/v1/drills/nmap", "{\"operator\":\"root\",\"fault\":\"fail\"}").json();
      assertEquals("ci", drill.path("operator").asText(), drill::toString);
      assertEquals(200, ci.post(breaker + "auto", "{}").status());
    }
  }
}
