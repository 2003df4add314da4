package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.switchgear.app.Switchgear;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.front.access.BearerToken;
import io.switchgear.testing.Await;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code cluster} with the nodes of a cluster in this process. */
@Tag("network")
@Tag("process")
class ClusterCommandTest {

  /** A node that is lost stays unreachable until it is declared dead. */
  private static final Map<String, String> WAITS =
      Map.of("pekko.cluster.split-brain-resolver.stable-after", "10m");

  @TempDir private Path folder;

  private final Terminal terminal = new Terminal();

  private Switchgear serve(ClusterLab lab, String node, Map<String, String> further) {
    Map<String, String> settings = new HashMap<>(WAITS);
    settings.put("switchgear.http.port", "0");
    settings.put("switchgear.data-dir", folder.resolve(node).toString());
    settings.putAll(further);
    return Switchgear.serve(lab.settings(node, settings));
  }

  private int run(Switchgear server, String line) {
    terminal.out.getBuffer().setLength(0);
    terminal.err.getBuffer().setLength(0);
    return terminal.run((line + " --url " + server.url().orElseThrow()).split(" "));
  }

  private void isDone(Switchgear server, String line, String sentence) {
    assertEquals(0, run(server, line), terminal.err::toString);
    assertTrue(terminal.out.toString().contains(sentence), terminal.out::toString);
  }

  private void isRefused(Switchgear server, String line, ExitCode code, String sentence) {
    assertEquals(code.code(), run(server, line), terminal.out::toString);
    assertTrue(terminal.err.toString().contains(sentence), terminal.err::toString);
  }

  /** The names of the nodes that a server sees; those that cannot be reached in brackets. */
  private List<String> nodes(Switchgear server) {
    isDone(server, "cluster -o json", "nodes");
    try {
      return McpClient.JSON
          .readTree(terminal.out.toString())
          .path("nodes")
          .valueStream()
          .map(
              node ->
                  (node.path("reachable").asBoolean() ? "%s" : "(%s)")
                      .formatted(node.path("name").asText()))
          .sorted()
          .toList();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitNodes(Switchgear server, String... names) {
    Await.value("the nodes", () -> nodes(server), List.of(names)::equals);
  }

  @Test
  void aNodeIsSentAwayOrDeclaredDead() {
    BearerToken reader = BearerToken.fresh();
    Map<String, String> guarded =
        Map.of(
            "switchgear.http.auth.tokens",
            "[{name=reader,sha256=\"%s\",scopes=[\"ops:read\"]}]".formatted(reader.sha256()));
    try (ClusterLab lab = new ClusterLab("a");
        Switchgear a = serve(lab, "a", Map.of());
        Switchgear b = serve(lab, "b", guarded)) {
      lab.start("c", WAITS);
      lab.start("d", WAITS);
      awaitNodes(a, "a", "b", "c", "d");

      for (String order : List.of("leave", "down")) {
        isRefused(a, "cluster " + order, ExitCode.USAGE, order + " needs a node");
        isRefused(
            a,
            "cluster " + order + " z",
            ExitCode.USAGE,
            "there is no node 'z'; GET /api/v1/cluster lists the nodes");
        isRefused(
            b,
            "cluster " + order + " c --token " + reader.reveal(),
            ExitCode.REFUSED,
            "needs the scope ops:write");
      }
      isRefused(a, "cluster leave c --force", ExitCode.USAGE, "--force is for 'cluster down NODE'");
      for (String reachable : List.of("a", "c")) {
        isRefused(
            a,
            "cluster down " + reachable,
            ExitCode.REFUSED,
            "node %s can be reached. Use leave".formatted(reachable));
      }
      awaitNodes(a, "a", "b", "c", "d");

      lab.kill("c");
      awaitNodes(a, "(c)", "a", "b", "d");
      isDone(a, "cluster down c", "c is declared dead");
      awaitNodes(a, "a", "b", "d");
      isDone(a, "cluster leave d", "d is leaving");
      awaitNodes(a, "a", "b");
      isDone(a, "cluster down b --force", "b is declared dead");
      awaitNodes(a, "a");
      isRefused(a, "cluster leave a", ExitCode.REFUSED, "this is the only node");
    }
  }
}
