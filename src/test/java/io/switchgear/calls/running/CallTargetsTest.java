package io.switchgear.calls.running;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolCall;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallTargetsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"targets\":[\"a\",\"b\"]} | [\"a\",\"b\"] | 2",
        "{\"targets\":\"a\"} | [\"a\"] | 1",
        "{\"targets\":\"a, b c\"} | [\"a\",\"b\",\"c\"] | 3",
        "{\"targets\":[1,2,3,4,5,6,7,8,9,10]}"
            + " | [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\"] | 10",
        "{\"targets\":[]} | [] | 0",
        "{\"targets\":null} | [] | 0",
        "{\"hosts\":[\"a\"]} | [] | 0",
        "{} | [] | 0",
      })
  void theFirstTargetsAreShownAndAllAreCounted(String arguments, String shown, int all)
      throws Exception {
    CallTargets targets = written(arguments);
    assertEquals(shown, new ObjectMapper().writeValueAsString(targets.shown()));
    assertEquals(all, targets.all());
  }

  @ParameterizedTest
  @CsvSource({"\\u001b[31mred", "a\\r\\nforged line", "x\\u202ey"})
  void whatOperatorsSeeIsOneCleanLine(String target) throws Exception {
    String shown = written("{\"targets\":[\"" + target + "\"]}").shown().getFirst();
    assertEquals(false, shown.chars().anyMatch(unit -> unit < ' ' || unit == 0x202e), shown);
  }

  @ParameterizedTest
  @CsvSource({"81", "100000"})
  void aLongOneIsCut(int length) throws Exception {
    String shown = written("{\"targets\":[\"" + "a".repeat(length) + "\"]}").shown().getFirst();
    assertEquals(true, shown.length() <= 81, shown);
  }

  private static CallTargets written(String arguments) throws Exception {
    return CallTargets.of(
        new ToolCall(
            "1", "scan", (ObjectNode) new ObjectMapper().readTree(arguments), Caller.LOCAL));
  }
}
