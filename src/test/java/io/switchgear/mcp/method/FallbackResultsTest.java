package io.switchgear.mcp.method;

import static io.switchgear.mcp.FixtureTools.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.FixtureTools;
import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.tool.Content;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How an answer that is not the tool's own looks on the wire. */
class FallbackResultsTest {

  private static final Optional<Duration> WAIT = Optional.of(Duration.ofMillis(8_200));

  private final ToolDescriptor loose = new FixtureTools().find("a_text").orElseThrow();

  private static ObjectNode result(
      ToolDescriptor tool, Optional<ObjectNode> structured, Fallback fallback) {
    ToolOutput output =
        new ToolOutput(
            List.of(new Content.Text("This stands in."), new Content.Text("its own text")),
            structured,
            Optional.of(fallback));
    ToolEntries.Entry entry = new ToolEntries().entry(tool);
    ObjectNode modern = result(Era.MODERN, entry, output);
    assertEquals(modern, result(Era.LEGACY, entry, output));
    return modern;
  }

  /** The result without what the modern era adds. */
  private static ObjectNode result(Era era, ToolEntries.Entry entry, ToolOutput output) {
    byte[] message =
        new MessageWriter(new ServerIdentity("n", "t", "1", ""))
            .result(
                Era.LEGACY, IntNode.valueOf(1), ToolResults.of(era, entry, new Success(output)));
    try {
      return (ObjectNode) Json.read(message).get("result");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String meta(Fallback fallback) {
    return result(loose, Optional.empty(), fallback)
        .at("/_meta/io.switchgear~1fallback")
        .toString();
  }

  private static String text(String json) {
    return json(json).toString();
  }

  @Test
  void theSourceAndItsDetailsStandInTheMeta() {
    assertEquals(
        text("{'source':'cache_fallback','reason':'open','retry_after':8.2,'age_seconds':312}"),
        meta(new Fallback.Cached("open", WAIT, Duration.ofSeconds(312))));
    assertEquals(
        text(
            "{'source':'tool_fallback','reason':'late','tool':'port_scan',"
                + "'dropped_arguments':['template']}"),
        meta(new Fallback.Substituted("late", Optional.empty(), "port_scan", List.of("template"))));
    assertEquals(
        text(
            "{'source':'queue_fallback','reason':'open','retry_after':8.2,'handle':'ab',"
                + "'position':3}"),
        meta(new Fallback.Queued("open", WAIT, "ab", 3)));
    assertEquals(
        text("{'source':'static_fallback','reason':'open','retry_after':8.2}"),
        meta(new Fallback.Fixed("open", WAIT)));
  }

  /** What the tools of the fixture promise, and what stands in for their answers. */
  static Stream<Arguments> standIns() {
    Fallback cached = new Fallback.Cached("open", WAIT, Duration.ofSeconds(312));
    Fallback other =
        new Fallback.Substituted("late", Optional.empty(), "port_scan", List.of("template"));
    Fallback queued = new Fallback.Queued("open", WAIT, "ab", 3);
    Fallback fixed = new Fallback.Fixed("open", WAIT);
    Optional<ObjectNode> open = Optional.of(json("{'open':[22]}"));
    return Stream.of(cached, other, queued, fixed)
        .flatMap(
            fallback ->
                Stream.of("ok_structured", "a_text")
                    .flatMap(
                        tool ->
                            Stream.of(open, Optional.<ObjectNode>empty())
                                .map(structured -> Arguments.of(tool, structured, fallback))));
  }

  @ParameterizedTest
  @MethodSource("standIns")
  void theStructureOfEveryToolSaysFirstThatItStandsIn(
      String tool, Optional<ObjectNode> structured, Fallback fallback) {
    ToolDescriptor descriptor = new FixtureTools().find(tool).orElseThrow();
    ObjectNode result = result(descriptor, structured, fallback);
    JsonNode told = result.path("structuredContent");
    assertEquals("stand_in", told.fieldNames().next());
    JsonNode note = told.path("stand_in");
    assertEquals("This stands in.", note.path("message").asText());
    assertEquals(fallback.source(), note.path("source").asText());
    assertEquals(fallback.reason(), note.path("reason").asText());
    assertEquals(structured.isEmpty() ? "its own text" : "", note.path("text").asText());
    structured.ifPresent(own -> assertEquals(own.path("open"), told.path("open")));
    assertTrue(new ToolEntries().entry(descriptor).promises((ObjectNode) told), told::toString);
    assertFalse(result.path("isError").asBoolean());
  }

  /** A promise that leaves no room for the note. */
  @Test
  void whatCannotBeToldAsPromisedIsAnErrorSoThatItsTextArrives() {
    ToolDescriptor closed =
        new ToolDescriptor(
            "closed",
            "Closed",
            "",
            json("{'type':'object'}"),
            Optional.of(
                json(
                    "{'type':'object','allOf':[{'properties':{'open':{}},"
                        + "'additionalProperties':false}]}")),
            loose.hints());
    ToolOutput output =
        new ToolOutput(
            List.of(new Content.Text("This stands in.")),
            Optional.of(json("{'open':[22]}")),
            Optional.of(new Fallback.Fixed("open", WAIT)));
    ToolEntries.Entry entry = new ToolEntries().entry(closed);
    ObjectNode modern = result(Era.MODERN, entry, output);
    assertTrue(modern.path("isError").asBoolean());
    assertTrue(modern.path("structuredContent").has("stand_in"));
    ObjectNode legacy = result(Era.LEGACY, entry, output);
    assertTrue(legacy.path("isError").asBoolean());
    assertFalse(legacy.has("structuredContent"));
  }

  @Test
  void aToolsOwnAnswerHasNoSuchMeta() {
    assertFalse(
        result(Era.MODERN, new ToolEntries().entry(loose), ToolOutput.text("text")).has("_meta"));
  }
}
