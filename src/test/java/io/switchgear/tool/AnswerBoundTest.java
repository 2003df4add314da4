package io.switchgear.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerBoundTest {

  private static final int MOST = 40_000;
  private static final AnswerBound BOUND = new AnswerBound(MOST);

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("lines", List.of("a line of text\n".repeat(100_000))),
        Arguments.of("one line", List.of("x".repeat(1_000_000))),
        Arguments.of("quotes and backslashes", List.of("\"\\".repeat(100_000))),
        Arguments.of("wide characters", List.of("\uD83D\uDE00☃".repeat(50_000))),
        Arguments.of(
            "many blocks", IntStream.range(0, 1_000).mapToObj(i -> "block ".repeat(50)).toList()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void textIsCutAndSaysHowMuchIsMissing(String name, List<String> texts) {
    List<Content> blocks = texts.stream().<Content>map(Content.Text::new).toList();
    ToolOutput bounded = BOUND.of(new ToolOutput(blocks, Optional.empty()));
    String all = String.join("", bounded.content().stream().map(AnswerBoundTest::text).toList());
    assertTrue(bytes(TextNode.valueOf(all)) <= MOST, () -> "" + bytes(TextNode.valueOf(all)));
    assertTrue(bytes(TextNode.valueOf(all)) > MOST / 2, "no more than needed is left out");
    assertTrue(all.contains("left out. Ask for less at once"), name);
    assertTrue(all.codePoints().noneMatch(c -> c >= 0xD800 && c < 0xE000), "no half character");
  }

  static Stream<Arguments> structures() {
    ArrayNode numbers = JsonNodeFactory.instance.arrayNode();
    IntStream.range(0, 100_000).forEach(numbers::add);
    ArrayNode objects = JsonNodeFactory.instance.arrayNode();
    IntStream.range(0, 5_000).forEach(i -> objects.addObject().put("text", "t".repeat(500)));
    ObjectNode keys = JsonNodeFactory.instance.objectNode();
    IntStream.range(0, 20_000).forEach(i -> keys.put("key" + i, i));
    return Stream.of(
        Arguments.of("a list", numbers, true),
        Arguments.of("texts in a list", objects, true),
        Arguments.of("a text", TextNode.valueOf("z".repeat(500_000)), true),
        Arguments.of("more keys than fit", keys, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("structures")
  void structureKeepsItsShapeAndSaysThatItIsCut(String name, JsonNode large, boolean keeps) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode().put("first", 1);
    whole.set("large", large);
    ObjectNode cut =
        BOUND.of(new ToolOutput(List.of(), Optional.of(whole))).structured().orElseThrow();
    assertTrue(bytes(cut) <= MOST, () -> "" + bytes(cut));
    assertEquals("cut", cut.fieldNames().next());
    assertEquals(bytes(whole), cut.at("/cut/bytes").asInt());
    assertTrue(cut.at("/cut/how").asText().contains("narrower arguments"));
    if (keeps) {
      assertEquals(1, cut.path("first").asInt());
      assertEquals(large.getNodeType(), cut.path("large").getNodeType());
    }
  }

  @Test
  void whatFitsIsLeftAsItIs() {
    ObjectNode small = JsonNodeFactory.instance.objectNode().put("a", 1);
    ToolOutput output =
        new ToolOutput(
            List.of(new Content.Text("text"), new Content.Image("A".repeat(100_000), "image/png")),
            Optional.of(small));
    assertEquals(output, BOUND.of(output));
    assertSame(small, BOUND.of(output).structured().orElseThrow());
  }

  @Test
  void whatAFailureHadFoundIsBoundedToo() {
    ToolOutput large = ToolOutput.text("line\n".repeat(100_000));
    for (ToolOutcome outcome :
        List.of(
            new ToolOutcome.Failed(ToolOutcome.Fault.CRASHED, "broke", large),
            new ToolOutcome.TimedOut(Duration.ofSeconds(1), "late", large),
            new ToolOutcome.Cancelled("ended", large))) {
      assertTrue(BOUND.of(outcome).toString().length() < MOST, outcome.getClass()::getName);
    }
  }

  private static String text(Content content) {
    return ((Content.Text) content).text();
  }

  private static int bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
