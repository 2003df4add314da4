package io.switchgear.mcp;

import static io.switchgear.mcp.FixtureTools.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Content;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How an answer that is not the tool's own looks on the wire. */
class FallbackResultsTest {

  private static final Optional<Duration> WAIT = Optional.of(Duration.ofMillis(8_200));

  private final ToolDescriptor promising = new FixtureTools().find("ok_structured").orElseThrow();
  private final ToolDescriptor loose = new FixtureTools().find("a_text").orElseThrow();

  private static ObjectNode result(
      ToolDescriptor tool, Optional<ObjectNode> structured, Fallback fallback) {
    ToolOutput output =
        new ToolOutput(
            List.of(new Content.Text("This stands in.")), structured, Optional.of(fallback));
    ObjectNode modern = ToolResults.of(Era.MODERN, tool, new Success(output));
    assertEquals(modern, ToolResults.of(Era.LEGACY, tool, new Success(output)));
    return modern;
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

  @Test
  void theStructuredResultStaysAsTheToolPromisedIt() {
    ObjectNode structured = json("{'open':[22]}");
    ObjectNode result =
        result(promising, Optional.of(structured), new Fallback.Fixed("open", WAIT));
    assertEquals(structured, result.get("structuredContent"));
    assertFalse(result.get("isError").asBoolean());
    assertEquals("This stands in.", result.at("/content/0/text").asText());
  }

  @Test
  void withoutThePromisedStructureItIsAnErrorSoThatItsTextArrives() {
    Fallback queued = new Fallback.Queued("open", WAIT, "ab", 3);
    ObjectNode result = result(promising, Optional.empty(), queued);
    assertEquals(true, result.get("isError").asBoolean());
    assertFalse(result.has("structuredContent"));
    assertFalse(result(loose, Optional.empty(), queued).get("isError").asBoolean());
  }

  @Test
  void aToolsOwnAnswerHasNoSuchMeta() {
    assertFalse(
        ToolResults.of(Era.MODERN, loose, new Success(ToolOutput.text("text"))).has("_meta"));
  }
}
