package io.switchgear.cli.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.watch.view.ClusterJson;
import io.switchgear.watch.view.ViewMapper;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NodePanelTest {

  private static final String FIRST =
      """
      {"address": "a:1", "name": "node-1", "roles": ["worker"], "status": "up", "reachable": true,
       "breakers_age": 0, "breakers": {"nmap": {"state": "closed", "retry_after": 0, "room": 9}},
       "work_age": 0.4, "work": {"health": "healthy", "failing": [], "running_calls": 2,
         "waiting_calls": 0, "jobs": 1, "blocks": 4}}\
      """;

  private static final String SECOND =
      """
      {"address": "b:1", "name": "node-2", "roles": [], "status": "up", "reachable": false,
       "breakers_age": 12, "breakers": {"nmap": {"state": "half_open", "retry_after": 0, "room": 0}},
       "work_age": 12, "work": {"health": "degraded", "failing": ["store"], "running_calls": 0,
         "waiting_calls": 0, "jobs": null, "blocks": null}}\
      """;

  private static final String THIRD =
      """
      {"address": "c:1", "name": null, "roles": [], "status": "joining", "reachable": true,
       "breakers_age": null, "breakers": {}, "work_age": null, "work": null}\
      """;

  private static List<NodeRow> rows(String... nodes) throws JsonProcessingException {
    String json =
        "{\"self\": \"a:1\", \"leader\": \"b:1\", \"scheduler\": \"node-1\", \"nodes\": [%s]}"
            .formatted(String.join(",", nodes));
    return NodeRow.of(ViewMapper.read(new ObjectMapper().readTree(json), ClusterJson.class));
  }

  private static String drawn(List<NodeRow> nodes, int columns, int rows) {
    Frame frame =
        new Frame(
            "s",
            ServerModels.loaded(),
            nodes,
            Controls.initial(),
            new ConnectionState.Connected(),
            ServerModels.NOW);
    return new Screen(new Palette(false), ZoneOffset.UTC)
        .draw(frame, columns, rows).stream()
            .map(line -> line.toString().stripTrailing())
            .collect(Collectors.joining("\n"));
  }

  @Test
  void nodesAreDrawnWithWhatIsNotWellAndItsAge() throws JsonProcessingException {
    String screen = drawn(rows(FIRST, SECOND, THIRD), 100, 40);
    int start = screen.indexOf(" NODES");
    assertEquals(
        """
         NODES             HEALTH       CALLS   JOBS  BLOCKS
         node-1            healthy          2      1       4  answers, schedules
         node-2            unreachable      0      -       -  as of 12 s ago; nmap half open; leads
         c:1               joining          -      -       -  never heard
        """,
        screen.substring(start, screen.indexOf("\n\n", start) + 1));
  }

  @Test
  void aServerAloneHasNoPanel() throws JsonProcessingException {
    assertEquals(List.of(), rows(FIRST));
    assertTrue(!drawn(rows(FIRST), 100, 40).contains("NODES"));
  }
}
