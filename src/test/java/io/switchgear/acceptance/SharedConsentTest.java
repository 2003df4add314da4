package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.app.Switchgear;
import io.switchgear.cluster.ClusterLab;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A human's consent that one gateway of a cluster asks for, and another one uses. */
@Tag("network")
@Tag("process")
class SharedConsentTest {

  private static final String ANSWER =
      ",'inputResponses':{'intrusive':{'action':'accept','content':{'allow':true}}},"
          + "'requestState':'%s'";

  @TempDir private Path folder;

  private Switchgear server(ClusterLab cluster, String node) {
    return Switchgear.serve(
        cluster.settings(
            node,
            Map.of(
                "switchgear.http.port",
                "0",
                "switchgear.data-dir",
                folder.resolve(node).toString(),
                "switchgear.scope.intrusive",
                "true")));
  }

  @Test
  void aCallBeginsAtOneGatewayAndIsFinishedOnceAtAnother() throws Exception {
    try (ClusterLab cluster = new ClusterLab("one");
        Switchgear one = server(cluster, "one");
        Switchgear two = server(cluster, "two");
        ServerSocket target = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Visitor atOne = new Visitor(one.url().orElseThrow(), Optional.empty());
        Visitor atTwo = new Visitor(two.url().orElseThrow(), Optional.empty())) {
      String call =
          "'name':'nmap','arguments':{'targets':['127.0.0.1'],'ports':'%d',"
                  .formatted(target.getLocalPort())
              + "'extra_args':['--min-rate','50']}";
      JsonNode asked = atOne.mcp("tools/call", "nmap", call).json().path("result");
      assertEquals("input_required", asked.path("resultType").asText(), asked::toString);
      String answered = call + ANSWER.formatted(asked.path("requestState").asText());
      JsonNode ran = atTwo.mcp("tools/call", "nmap", answered).json();
      assertFalse(ran.at("/result/isError").asBoolean(true), ran::toString);
      assertEquals(
          target.getLocalPort(),
          ran.at("/result/structuredContent/hosts/0/ports/0/port").asInt(),
          ran::toString);
      for (Visitor again : new Visitor[] {atOne, atTwo}) {
        JsonNode refused = again.mcp("tools/call", "nmap", answered).json();
        assertEquals(-32602, refused.at("/error/code").asInt(), refused::toString);
      }
      assertFalse(Files.exists(folder.resolve("one").resolve("state.key")));
    }
  }
}
