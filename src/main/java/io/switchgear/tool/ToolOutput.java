package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.hosts.HostFindings;
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
 * @param hosts what a scan found, as data; never sent to clients
 * @param complete false when it is less than was asked for: then it is not kept to stand in for a
 *     later answer
 */
public record ToolOutput(
    List<Content> content,
    Optional<ObjectNode> structured,
    Optional<Fallback> fallback,
    Reach reach,
    Optional<ArgvDigest> argv,
    Optional<HostFindings> hosts,
    boolean complete) {

  /** Nothing was found before the run ended. */
  public static final ToolOutput NONE = new ToolOutput(List.of(), Optional.empty());

  public ToolOutput {
    content = content == null ? List.of() : List.copyOf(content);
    Objects.requireNonNull(structured);
    Objects.requireNonNull(fallback);
    Objects.requireNonNull(argv);
    reach = Objects.requireNonNullElse(reach, Reach.NONE);
    hosts = Objects.requireNonNullElse(hosts, Optional.empty());
  }

  /** An answer that stands in for the tool's own. */
  public ToolOutput(
      List<Content> content, Optional<ObjectNode> structured, Optional<Fallback> fallback) {
    this(content, structured, fallback, Reach.NONE, Optional.empty(), Optional.empty(), true);
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
    return new ToolOutput(content, structured, fallback, other, argv, hosts, complete);
  }

  public ToolOutput withArgv(ArgvDigest digest) {
    return new ToolOutput(
        content, structured, fallback, reach, Optional.of(digest), hosts, complete);
  }

  /** The same answer with its hosts as data. */
  public ToolOutput withHosts(HostFindings found) {
    return new ToolOutput(content, structured, fallback, reach, argv, Optional.of(found), complete);
  }

  /** The same answer in another form. */
  ToolOutput with(List<Content> other, Optional<ObjectNode> otherStructured) {
    return new ToolOutput(other, otherStructured, fallback, reach, argv, hosts, complete);
  }

  /** The same, known to be less than was asked for. */
  public ToolOutput asPartial() {
    return new ToolOutput(content, structured, fallback, reach, argv, hosts, false);
  }

  public boolean isEmpty() {
    return content.isEmpty() && structured.isEmpty();
  }
}
