package io.switchgear.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Limits a tool's output to a number of bytes per form. Text is cut at the end of a line;
 * structured content keeps its form, with fewer list elements and shorter texts. Both say what is
 * missing. Tools that know which parts matter most shorten their output themselves first.
 *
 * <p>Images and audio are not cut, because a part of them is useless and they are not text for a
 * model.
 *
 * @param maxBytes maximum of all text together, and of the structured content as JSON
 */
public record AnswerBound(int maxBytes) {

  /** The field of a structured result that says that it was cut. */
  public static final String FIELD = "cut";

  private static final String ADVICE = "Ask for less at once, with narrower arguments.";

  /** Reserved for the text around an output: the message of a failure, the note of a fallback. */
  private static final int RESERVED_BYTES = 2_000;

  /** Maximum elements of each list and characters of each text, least restrictive first. */
  private static final List<Caps> CAPS =
      List.of(
          new Caps(1_000, 4_000),
          new Caps(300, 1_000),
          new Caps(100, 300),
          new Caps(30, 200),
          new Caps(10, 100),
          new Caps(3, 50),
          new Caps(1, 20));

  private record Caps(int elements, int chars) {}

  public ToolOutcome of(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Success success -> new ToolOutcome.Success(of(success.output()));
      case ToolOutcome.Failed failed ->
          new ToolOutcome.Failed(failed.fault(), failed.message(), of(failed.partial()));
      case ToolOutcome.TimedOut late ->
          new ToolOutcome.TimedOut(late.limit(), late.message(), of(late.partial()));
      case ToolOutcome.Cancelled ended ->
          new ToolOutcome.Cancelled(ended.message(), of(ended.partial()));
      case ToolOutcome.Rejected ignored -> outcome;
      case ToolOutcome.InvalidInput ignored -> outcome;
      case ToolOutcome.OutOfScope ignored -> outcome;
    };
  }

  ToolOutput of(ToolOutput output) {
    if (isShort(output)) {
      return output;
    }
    return output.with(content(output.content()), output.structured().map(this::structured));
  }

  /** Whether an output certainly fits, by a bound that costs less than its size. */
  private boolean isShort(ToolOutput output) {
    long most = 0;
    for (Content block : output.content()) {
      most += most(text(block));
    }
    if (output.structured().isPresent()) {
      most += most(output.structured().get());
    }
    return most <= maxBytes - RESERVED_BYTES;
  }

  /** The most bytes that a text has as JSON: an escape of six for each character. */
  private static long most(String text) {
    return 6L * text.length() + 2;
  }

  private static long most(JsonNode json) {
    if (json.isTextual()) {
      return most(json.textValue());
    }
    if (!json.isContainerNode()) {
      return most(json.asText());
    }
    // Brackets, commas and colons.
    long most = 2L + 2L * json.size();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      most += most(field.getKey()) + most(field.getValue());
    }
    if (json.isArray()) {
      for (JsonNode element : json) {
        most += most(element);
      }
    }
    return most;
  }

  private List<Content> content(List<Content> blocks) {
    List<Content> kept = new ArrayList<>();
    int left = maxBytes - RESERVED_BYTES;
    int dropped = 0;
    for (Content block : blocks) {
      String text = text(block);
      int size = size(text);
      if (size <= left) {
        kept.add(block);
        left -= size;
      } else if (dropped == 0 && left > 0) {
        kept.add(new Content.Text(cut(text, left)));
        left = 0;
        dropped++;
      } else {
        left = 0;
        dropped++;
      }
    }
    if (dropped > 1) {
      kept.add(new Content.Text("… " + (dropped - 1) + " more blocks left out. " + ADVICE));
    }
    return kept;
  }

  private static String text(Content block) {
    return switch (block) {
      case Content.Text text -> text.text();
      case Content.EmbeddedText resource -> resource.text();
      case Content.ResourceLink link -> link.uri() + link.title() + link.description();
      case Content.Image ignored -> "";
      case Content.Audio ignored -> "";
    };
  }

  /** The part that fits, up to the end of a line if possible. */
  private static String cut(String text, int room) {
    int fitting = 0;
    for (int bytes = 0; fitting < text.length(); ) {
      int codePoint = text.codePointAt(fitting);
      int width = Character.charCount(codePoint);
      bytes += size(text.substring(fitting, fitting + width)) - 2;
      if (bytes > room - 200) {
        break;
      }
      fitting += width;
    }
    int line = text.lastIndexOf('\n', fitting);
    int end = line > fitting / 2 ? line : fitting;
    return text.substring(0, end)
        + String.format(
            Locale.ROOT,
            "\n… cut: %,d of %,d characters are left out. %s",
            text.length() - end,
            text.length(),
            ADVICE);
  }

  private ObjectNode structured(ObjectNode whole) {
    int size = size(whole);
    int room = maxBytes - RESERVED_BYTES;
    if (size <= room) {
      return whole;
    }
    ObjectNode cut = JsonNodeFactory.instance.objectNode();
    for (Caps caps : CAPS) {
      cut = JsonNodeFactory.instance.objectNode();
      ObjectNode note = cut.putObject(FIELD);
      note.put("bytes", size).put("limit", maxBytes);
      note.put(
          "kept",
          "of each list the first "
              + caps.elements()
              + ", of each text the first "
              + caps.chars()
              + " characters");
      note.put("how", ADVICE);
      cut.setAll((ObjectNode) capped(whole, caps));
      if (size(cut) <= room) {
        return cut;
      }
    }
    cut.retain(FIELD);
    return cut;
  }

  private static JsonNode capped(JsonNode node, Caps caps) {
    if (node.isTextual()) {
      return TextNode.valueOf(UntrustedText.clean(node.textValue(), caps.chars()));
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.valueStream().limit(caps.elements()).forEach(item -> array.add(capped(item, caps)));
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        object.set(field.getKey(), capped(field.getValue(), caps));
      }
      return object;
    }
    return node;
  }

  private static int size(String text) {
    return size(TextNode.valueOf(text));
  }

  private static int size(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
