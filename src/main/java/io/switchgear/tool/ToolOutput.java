package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What a tool answers.
 *
 * @param content for people and models to read
 * @param structured for programs; conforms to the tool's output schema
 */
public record ToolOutput(List<Content> content, Optional<ObjectNode> structured) {

  /** Nothing was found before the run ended. */
  public static final ToolOutput NONE = new ToolOutput(List.of(), Optional.empty());

  public ToolOutput {
    content = List.copyOf(content);
  }

  public static ToolOutput text(String text) {
    return new ToolOutput(List.of(new Content.Text(text)), Optional.empty());
  }

  public static ToolOutput of(String text, ObjectNode structured) {
    return new ToolOutput(List.of(new Content.Text(text)), Optional.of(structured));
  }

  public boolean isEmpty() {
    return content.isEmpty() && structured.isEmpty();
  }
}
