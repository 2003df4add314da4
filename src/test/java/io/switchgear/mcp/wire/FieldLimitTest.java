package io.switchgear.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.switchgear.mcp.TestClient;
import io.switchgear.mcp.wire.ClientMessage.Malformed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FieldLimitTest {

  /** A message with this value where the part stands. */
  private static byte[] message(FieldLimit part, JsonNode value) {
    ObjectNode message = Json.object().put("jsonrpc", "2.0").put("id", 7).put("method", "x");
    ObjectNode holder = message;
    List<String> steps = part.steps();
    for (String step : steps.subList(0, steps.size() - 1)) {
      holder = holder.withObjectProperty(step);
    }
    holder.set(steps.getLast(), value);
    return Json.bytes(message);
  }

  @ParameterizedTest
  @EnumSource
  void aPartThatIsTooLongIsRefusedByItsNameItsLengthAndWhatIsAllowed(FieldLimit part) {
    int max = part.maxBytes();
    for (int bytes : new int[] {max + 1, 10 * max}) {
      Malformed refused =
          assertInstanceOf(
              Malformed.class, MessageReader.read(message(part, text(bytes))), part::name);
      String sentence = refused.refusal().message();
      for (String told :
          List.of(String.join(".", part.steps()), bytes + " bytes", "at most " + max)) {
        assertTrue(sentence.contains(told), sentence);
      }
      assertTrue(sentence.length() < 300, sentence);
      assertEquals(part != FieldLimit.ID, refused.id().isPresent());
    }
    assertFalse(MessageReader.read(message(part, text(max))) instanceof Malformed);
  }

  @ParameterizedTest
  @EnumSource
  void whatHoldsOthersIsAsLongAsAllOfThem(FieldLimit part) {
    ObjectNode wide = Json.object();
    ObjectNode listed = Json.object();
    for (int i = 0; i <= part.maxBytes() / 5; i++) {
      wide.put("key" + (1_000_000 + i), "");
      listed.withArrayProperty("many").addArray().addObject();
    }
    for (JsonNode value : List.of(wide, listed)) {
      assertInstanceOf(Malformed.class, MessageReader.read(message(part, value)), part::name);
    }
  }

  @Test
  void aBatchIsHeldAgainstTheSameBounds() {
    byte[] one = message(FieldLimit.PROGRESS_TOKEN, text(5_000));
    String batch = "[" + new String(one, java.nio.charset.StandardCharsets.UTF_8) + "]";
    Malformed refused =
        assertInstanceOf(Malformed.class, MessageReader.read(TestClient.bytes(batch)));
    assertTrue(refused.refusal().message().contains("params._meta.progressToken has 5000 bytes"));
  }

  @ParameterizedTest
  @CsvSource({"a, 1", "é, 2", "Ж, 2", "€, 3", "\uD83D\uDE00, 4", "'', 0"})
  void lengthsAreThoseOfUtf8(String text, int bytes) {
    assertEquals(bytes, FieldLimit.bytes(TextNode.valueOf(text)));
  }

  private static JsonNode text(int bytes) {
    return TextNode.valueOf("t".repeat(bytes));
  }
}
