package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.front.access.BearerToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For a principal, the scans of another one are exactly like scans that do not exist. */
@Tag("network")
@Tag("process")
class ScanPrincipalsTest {

  private static final BearerToken ANN = BearerToken.fresh();
  private static final BearerToken BOB = BearerToken.fresh();
  private static final BearerToken OPERATOR = BearerToken.fresh();
  private static final String NONE = "0123456789abcdef".repeat(2);

  private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    server =
        RunningServer.start(
            folder,
            Map.of(
                "switchgear.http.auth.tokens",
                ("[{name=ann,sha256=\"%s\",scopes=[\"scan:run\"]},"
                        + "{name=bob,sha256=\"%s\",scopes=[\"scan:run\"]},"
                        + "{name=olga,sha256=\"%s\",scopes=[\"scan:run\",\"ops:read\"]}]")
                    .formatted(ANN.sha256(), BOB.sha256(), OPERATOR.sha256())));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void aScanBelongsToItsPrincipal() throws Exception {
    try (Visitor ann = Visitor.with(server.mcp(), ANN.reveal());
        Visitor bob = Visitor.with(server.mcp(), BOB.reveal());
        Visitor operator = Visitor.with(server.mcp(), OPERATOR.reveal())) {
      String id =
          ann.call(
                  "scan_start",
                  "{'tool':'port_scan','arguments':{'targets':['127.0.0.1'],'ports':'1-9'},"
                      + "'name':'anns'}")
              .json()
              .at("/result/structuredContent/id")
              .asText();
      assertEquals(32, id.length());
      for (String call :
          List.of(
              "scan_get|{'id':'%s'}",
              "scan_control|{'id':'%s','action':'cancel'}",
              "scan_control|{'id':'%s','exclude':[]}",
              "scan_compare|{'id':'%s','other':'%s'}")) {
        String tool = call.substring(0, call.indexOf('|'));
        String arguments = call.substring(call.indexOf('|') + 1);
        String foreign = bob.call(tool, arguments.replace("%s", id)).told();
        assertEquals(
            bob.call(tool, arguments.replace("%s", NONE)).told().replace(NONE, id), foreign);
        assertTrue(foreign.contains("validation_error"), foreign);
      }
      for (String uri : List.of("scan://%s", "scan://%s/report")) {
        String foreign = read(bob, uri.formatted(id)).told();
        assertEquals(read(bob, uri.formatted(NONE)).told().replace(NONE, id), foreign);
        assertTrue(read(ann, uri.formatted(id)).json().at("/result/contents/0").has("text"));
        assertTrue(read(operator, uri.formatted(id)).json().at("/result/contents/0").has("text"));
      }
      assertFalse(bob.mcp("resources/list", "", "").told().contains(id));
      assertTrue(ann.mcp("resources/list", "", "").told().contains(id));
      assertEquals(
          0, bob.call("scan_list", "{}").json().at("/result/structuredContent/scans").size());
      JsonNode seen = operator.call("scan_list", "{}").json();
      assertEquals(
          "ann", seen.at("/result/structuredContent/scans/0/principal").asText(), seen::toString);
      String session = bob.initialize();
      String subscribe =
          "{'jsonrpc':'2.0','id':1,'method':'resources/subscribe','params':{'uri':'scan://%s'}}";
      String refused = bob.send(bob.legacy(session, subscribe.formatted(id))).told();
      assertEquals(
          bob.send(bob.legacy(session, subscribe.formatted(NONE))).told().replace(NONE, id),
          refused);
      assertTrue(refused.contains("-32002"), refused);
    }
  }

  private static Visitor.Seen read(Visitor visitor, String uri) throws Exception {
    return visitor.mcp("resources/read", uri, "'uri':'" + uri + "'");
  }
}
