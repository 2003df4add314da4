package io.switchgear.calls.fallback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Content;
import io.switchgear.tool.ToolOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers as they are stored.
 *
 * <pre>
 * output: {"content": [block, …], "structured"?: {…}}
 * block:  {"type": "text" | "image" | "audio" | "resource", …}
 * </pre>
 */
final class OutputJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private OutputJson() {}

  static ObjectNode write(ToolOutput output) {
    ObjectNode json = JSON.objectNode();
    ArrayNode content = json.putArray("content");
    output.content().forEach(block -> content.add(block(block)));
    output.structured().ifPresent(structured -> json.set("structured", structured));
    return json;
  }

  /**
   * @throws IllegalArgumentException if {@link #write} did not write it
   */
  static ToolOutput read(JsonNode json) {
    List<Content> content = new ArrayList<>();
    json.path("content").forEach(block -> content.add(block(block)));
    return new ToolOutput(
        content,
        json.get("structured") instanceof ObjectNode structured
            ? Optional.of(structured)
            : Optional.empty());
  }

  private static ObjectNode block(Content content) {
    return switch (content) {
      case Content.Text text -> JSON.objectNode().put("type", "text").put("text", text.text());
      case Content.Image image -> binary("image", image.data(), image.mimeType());
      case Content.Audio audio -> binary("audio", audio.data(), audio.mimeType());
      case Content.EmbeddedText resource ->
          JSON.objectNode()
              .put("type", "resource")
              .put("uri", resource.uri())
              .put("mime_type", resource.mimeType())
              .put("text", resource.text());
      case Content.ResourceLink link ->
          JSON.objectNode()
              .put("type", "resource_link")
              .put("uri", link.uri())
              .put("name", link.name())
              .put("title", link.title())
              .put("description", link.description())
              .put("mime_type", link.mimeType());
    };
  }

  private static ObjectNode binary(String type, String data, String mimeType) {
    return JSON.objectNode().put("type", type).put("data", data).put("mime_type", mimeType);
  }

  private static Content block(JsonNode json) {
    String data = json.path("data").asText();
    String mimeType = json.path("mime_type").asText();
    String text = json.path("text").asText();
    return switch (json.path("type").asText()) {
      case "text" -> new Content.Text(text);
      case "image" -> new Content.Image(data, mimeType);
      case "audio" -> new Content.Audio(data, mimeType);
      case "resource" -> new Content.EmbeddedText(json.path("uri").asText(), mimeType, text);
      case "resource_link" ->
          new Content.ResourceLink(
              json.path("uri").asText(),
              json.path("name").asText(),
              json.path("title").asText(),
              json.path("description").asText(),
              mimeType);
      case String unknown ->
          throw new IllegalArgumentException(
              "a stored answer has a block of type '" + unknown + "': drop it from the store");
    };
  }
}
