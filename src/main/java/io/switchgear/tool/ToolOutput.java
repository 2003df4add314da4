package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a tool answers.
 *
 * @param content for people and models to read
 * @param structured for programs; conforms to the tool's output schema
 * @param fallback present when this is not the tool's own answer to this call; the content then
 *     says so first
 * @param reach which of the addresses touched were heard of
 * @param argv of the process that found it, for the audit
 * @param complete false when it is less than was asked for: then it is not kept to stand in for a
 *     later answer
 */
public record ToolOutput(
    List<Content> content,
    Optional<ObjectNode> structured,
    Optional<Fallback> fallback,
    Reach reach,
    Optional<ArgvDigest> argv,
    boolean complete) {

  /** Nothing was found before the run ended. */
  public static final ToolOutput NONE = new ToolOutput(List.of(), Optional.empty());

  public ToolOutput {
    content = List.copyOf(content);
    Objects.requireNonNull(structured);
    Objects.requireNonNull(fallback);
    Objects.requireNonNull(reach);
    Objects.requireNonNull(argv);
  }

  /** An answer that stands in for the tool's own. */
  public ToolOutput(
      List<Content> content, Optional<ObjectNode> structured, Optional<Fallback> fallback) {
    this(content, structured, fallback, Reach.NONE, Optional.empty(), true);
  }

  /** The tool's own answer. */
  public ToolOutput(List<Content> content, Optional<ObjectNode> structured) {
    this(content, structured, Optional.empty());
  }

  public static ToolOutput text(String text) {
    return new ToolOutput(List.of(new Content.Text(text)), Optional.empty());
  }

  public static ToolOutput of(String text, ObjectNode structured) {
    return new ToolOutput(List.of(new Content.Text(text)), Optional.of(structured));
  }

  public ToolOutput withReach(Reach other) {
    return new ToolOutput(content, structured, fallback, other, argv, complete);
  }

  public ToolOutput withArgv(ArgvDigest digest) {
    return new ToolOutput(content, structured, fallback, reach, Optional.of(digest), complete);
  }

  /** The same answer in other words. */
  ToolOutput with(List<Content> other, Optional<ObjectNode> otherStructured) {
    return new ToolOutput(other, otherStructured, fallback, reach, argv, complete);
  }

  /** The same, known to be less than was asked for. */
  public ToolOutput asPartial() {
    return new ToolOutput(content, structured, fallback, reach, argv, false);
  }

  public boolean isEmpty() {
    return content.isEmpty() && structured.isEmpty();
  }
}
