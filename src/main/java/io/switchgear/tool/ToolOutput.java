package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.hosts.HostFindings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The output of a tool.
 *
 * @param content for people and models
 * @param structured for programs; conforms to the tool's output schema
 * @param fallback present if this is not the tool's own result for this call; the content then
 *     starts with a note
 * @param reach which of the probed addresses responded
 * @param argv digest of the process that produced it, for the audit log
 * @param hosts the findings of a scan, as data; never sent to clients
 * @param complete false if it is less than was requested; it is then not used as a fallback later
 */
public record ToolOutput(
    List<Content> content,
    Optional<ObjectNode> structured,
    Optional<Fallback> fallback,
    Reach reach,
    Optional<ArgvDigest> argv,
    Optional<HostFindings> hosts,
    boolean complete) {

  /** No findings. */
  public static final ToolOutput NONE = new ToolOutput(List.of(), Optional.empty());

  public ToolOutput {
    content = content == null ? List.of() : List.copyOf(content);
    Objects.requireNonNull(structured);
    Objects.requireNonNull(fallback);
    Objects.requireNonNull(argv);
    reach = Objects.requireNonNullElse(reach, Reach.NONE);
    hosts = Objects.requireNonNullElse(hosts, Optional.empty());
  }

  /** A fallback for the tool's own output. */
  public ToolOutput(
      List<Content> content, Optional<ObjectNode> structured, Optional<Fallback> fallback) {
    this(content, structured, fallback, Reach.NONE, Optional.empty(), Optional.empty(), true);
  }

  /** The tool's own output. */
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

  /** The same output with its hosts as data. */
  public ToolOutput withHosts(HostFindings found) {
    return new ToolOutput(content, structured, fallback, reach, argv, Optional.of(found), complete);
  }

  /** The same output with other content. */
  ToolOutput with(List<Content> other, Optional<ObjectNode> otherStructured) {
    return new ToolOutput(other, otherStructured, fallback, reach, argv, hosts, complete);
  }

  /** The same output, marked as incomplete. */
  public ToolOutput asPartial() {
    return new ToolOutput(content, structured, fallback, reach, argv, hosts, false);
  }

  public boolean isEmpty() {
    return content.isEmpty() && structured.isEmpty();
  }
}
