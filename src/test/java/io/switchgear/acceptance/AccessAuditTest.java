package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit of the whole server records clients that authentication refuses. */
@Tag("network")
@Tag("process")
class AccessAuditTest {

  private static LockedServer locked;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    locked = new LockedServer(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    locked.close();
  }

  /** The newest record with this value of {@code what}. */
  private static JsonNode newest(String what) throws IOException, InterruptedException {
    try (Visitor operator = locked.scoped("ops:read")) {
      JsonNode audit = operator.get("/api/v1/audit?limit=1000").json();
      return audit
          .path("records")
          .valueStream()
          .filter(record -> record.path("what").asText().equals(what))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no record about " + what + ": " + audit));
    }
  }

  private static void assertTurnedAway(JsonNode record, String who, String rule) {
    assertEquals("authentication", record.path("kind").asText(), record::toString);
    assertEquals("refused", record.path("decision").asText(), record::toString);
    assertEquals(who, record.path("who").asText(), record::toString);
    assertEquals(rule, record.path("rule").asText(), record::toString);
  }

  @Test
  void whoHasNoTokenIsRecorded() throws Exception {
    try (Visitor nobody = new Visitor(locked.server.mcp(), Optional.empty())) {
      assertEquals(401, nobody.post("/mcp", "{}").status());
    }
    assertTurnedAway(newest("POST /mcp"), "(unknown)", "no token");
  }

  @Test
  void pathsThatAStrangerMakesUpAreOneKind() throws Exception {
    try (Visitor nobody = new Visitor(locked.server.mcp(), Optional.empty())) {
      for (int n = 0; n < 100; n++) {
        assertEquals(401, nobody.get("/madeup" + n).status());
        assertEquals(401, nobody.get("/api/v1/breakers/madeup" + n).status());
      }
    }
    assertTurnedAway(newest("GET (no such path)"), "(unknown)", "no token");
    assertTurnedAway(newest("GET /api/v1/breakers/{name}"), "(unknown)", "no token");
    try (Visitor operator = locked.scoped("ops:read")) {
      JsonNode audit = operator.get("/api/v1/audit?limit=1000").json();
      assertFalse(audit.toString().contains("madeup"), audit::toString);
    }
  }

  @Test
  void aTokenThatIsNoneIsRecordedWithoutIt() throws Exception {
    try (Visitor stranger = Visitor.with(locked.server.mcp(), "sgt_pl4nted")) {
      assertEquals(401, stranger.get("/api/v1/breakers").status());
    }
    JsonNode record = newest("GET /api/v1/breakers");
    assertEquals("(unknown)", record.path("who").asText(), record::toString);
    assertEquals(0, record.path("rule").asText().indexOf("invalid token: "), record::toString);
    assertFalse(record.toString().contains("pl4nted"), record::toString);
  }

  @Test
  void whoLacksAScopeIsRecordedByNameAndScope() throws Exception {
    String order = "/api/v1/breakers/port_scan/open";
    try (Visitor reader = locked.scoped("ops:read")) {
      assertEquals(403, reader.post(order, "{}").status());
    }
    assertTurnedAway(newest("POST " + order), "oauth:ann", "scope: ops:write");
    try (Visitor reader = locked.scoped("tools:read")) {
      assertEquals(403, reader.call("port_scan", "{'targets':['127.0.0.1']}").status());
      assertEquals(403, reader.get("/health").status());
    }
    assertTurnedAway(newest("GET /health"), "oauth:ann", "scope: ops:read");
    JsonNode call = newest("POST /mcp");
    assertEquals("refused", call.path("decision").asText(), call::toString);
    assertEquals(List.of("scope: scan:run"), List.of(call.path("rule").asText()), call::toString);
  }

  @Test
  void aPartOfAnArrayThatLacksAScopeIsRecorded() throws Exception {
    try (Visitor operator = locked.scoped("ops:read")) {
      String session = operator.initialize("2025-03-26");
      Visitor.Seen answer =
          operator.send(
              operator.legacy(
                  session,
                  "[{'jsonrpc':'2.0','id':1,'method':'ping'},"
                      + "{'jsonrpc':'2.0','id':2,'method':'tools/list'}]"));
      assertEquals(200, answer.status());
      JsonNode audit = operator.get("/api/v1/audit?limit=1000").json();
      List<String> rules = audit.path("records").findValuesAsText("rule");
      assertTrue(rules.contains("scope: tools:read"), audit::toString);
    }
  }
}
