package io.switchgear.mcp.method;

import static io.switchgear.mcp.TestClient.ENVELOPE;
import static io.switchgear.mcp.TestClient.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.FixtureTools;
import io.switchgear.mcp.TestClient;
import io.switchgear.mcp.wire.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolResultsTest {

  private final TestClient talk = new TestClient();

  private JsonNode modern(String tool) {
    return talk.modern("1", "tools/call", "'name':'" + tool + "'," + ENVELOPE, tool).result();
  }

  private JsonNode legacy(String tool) {
    String session = talk.initialize("2025-06-18");
    return talk.legacy(session, request("1", "tools/call", "'name':'" + tool + "'")).result();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "failed|execution_error|It crashed.",
        "not_found|not_found|Install it.",
        "timed_out|timeout|Too slow.",
        "rejected|circuit_breaker_open|Wait.",
        "cancelled|cancelled|Ended.",
        "invalid|validation_error|Not a target.",
        "outside|out_of_scope|Not allowed."
      })
  void failureIsSaidInTextAndInStructure(String tool, String errorType, String sentence) {
    JsonNode result = modern(tool);
    assertTrue(result.path("isError").asBoolean());
    String text = result.path("content").path(0).path("text").asText();
    assertTrue(text.startsWith(sentence) && text.contains("error_type: " + errorType), text);
    JsonNode failure = result.path("structuredContent");
    assertEquals(errorType, failure.path("error_type").asText());
    assertEquals(sentence, failure.path("message").asText());
  }

  @Test
  void retryAfterIsInSecondsAndVisibleInTheText() {
    JsonNode result = modern("rejected");
    assertEquals(11.2, result.path("structuredContent").path("retry_after").asDouble());
    assertEquals("nmap", result.path("structuredContent").path("rejected_by").asText());
    assertTrue(
        result.path("content").path(0).path("text").asText().contains("retry_after: 11.2 s"));
    assertFalse(modern("failed").path("structuredContent").has("retry_after"));
  }

  @Test
  void partialResultsAreCarriedAlong() {
    for (String tool : new String[] {"failed", "timed_out"}) {
      JsonNode result = modern(tool);
      assertEquals(
          FixtureTools.json("{'open':[22]}"), result.path("structuredContent").path("partial"));
      assertEquals("port 22 is open", result.path("content").path(2).path("text").asText());
    }
    assertFalse(modern("not_found").path("structuredContent").has("partial"));
    assertEquals(1, modern("not_found").path("content").size());
  }

  @Test
  void legacyFailureOfAToolWithOutputSchemaHasNoStructuredContent() {
    JsonNode result = legacy("failed");
    assertFalse(result.has("structuredContent"));
    JsonNode failure = result.path("_meta").path("io.switchgear/failure");
    assertEquals("execution_error", failure.path("error_type").asText());
    assertEquals(FixtureTools.json("{'open':[22]}"), failure.path("partial"));
    assertEquals("unknown", legacy("bug").path("structuredContent").path("error_type").asText());
  }

  @Test
  void everyKindOfContentIsEncoded() {
    assertEquals(
        FixtureTools.json(
                "{'content':[{'type':'image','data':'AAAA','mimeType':'image/png'},"
                    + "{'type':'audio','data':'AAAA','mimeType':'audio/wav'},"
                    + "{'type':'resource','resource':{'uri':'scan://1','mimeType':'text/plain',"
                    + "'text':'text'}},"
                    + "{'type':'resource_link','uri':'scan://1/report','name':'report',"
                    + "'title':'Report','description':'All hosts.',"
                    + "'mimeType':'application/json'}]}")
            .path("content"),
        modern("ok_image").path("content"));
  }

  @ParameterizedTest
  @CsvSource({"2024-11-05,3", "2025-03-26,3", "2025-06-18,4", "2025-11-25,4"})
  void linksAreSentToClientsThatKnowThem(String version, int blocks) {
    String session = talk.initialize(version);
    JsonNode result =
        talk.legacy(session, request("1", "tools/call", "'name':'ok_image'")).result();
    assertEquals(blocks, result.path("content").size());
  }

  @Test
  void structuredOutputWithoutTextIsShownAsText() {
    JsonNode result = modern("ok_structured");
    assertEquals("{\"open\":[22]}", result.path("content").path(0).path("text").asText());
    assertEquals(FixtureTools.json("{'open':[22]}"), result.path("structuredContent"));
  }

  @Test
  void textThatIsNotUnicodeDoesNotBreakTheAnswer() {
    ObjectNode lone = Json.object().put("text", "\ud800é");
    String sent = new String(Json.bytes(lone), StandardCharsets.UTF_8);
    assertEquals("{\"text\":\"\\uD800é\"}", sent);
  }
}
