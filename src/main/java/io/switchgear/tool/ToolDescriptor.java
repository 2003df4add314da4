package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The description of a tool for clients. The input schema (JSON Schema 2020-12) is sent unchanged;
 * the output schema is extended for the server's notes, see {@link StandIn#published}.
 *
 * @param name 1 to 128 characters of {@code [A-Za-z0-9_.-]}
 * @param title for people
 * @param description for the model: purpose, arguments and result
 * @param inputSchema root {@code type: object}
 * @param outputSchema schema of the structured result, if the tool declares one
 * @param hints behaviour that a client may assume
 * @param taskUse when a call runs as a task for a client that supports tasks
 */
public record ToolDescriptor(
    String name,
    String title,
    String description,
    ObjectNode inputSchema,
    Optional<ObjectNode> outputSchema,
    Hints hints,
    TaskUse taskUse) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

  public ToolDescriptor {
    Objects.requireNonNull(title);
    Objects.requireNonNull(description);
    Objects.requireNonNull(outputSchema);
    Objects.requireNonNull(hints);
    Objects.requireNonNull(taskUse);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "tool name '" + name + "': allowed are 1 to 128 of A-Z a-z 0-9 _ . -");
    }
    if (!"object".equals(inputSchema.path("type").asText())) {
      throw new IllegalArgumentException(
          "tool '" + name + "': the input schema's root must have \"type\": \"object\"");
    }
  }

  /** A tool whose calls never run as tasks. */
  public ToolDescriptor(
      String name,
      String title,
      String description,
      ObjectNode inputSchema,
      Optional<ObjectNode> outputSchema,
      Hints hints) {
    this(name, title, description, inputSchema, outputSchema, hints, TaskUse.NEVER);
  }

  /** The same tool, with another use of tasks. */
  public ToolDescriptor with(TaskUse other) {
    return new ToolDescriptor(name, title, description, inputSchema, outputSchema, hints, other);
  }

  /**
   * When a call runs as a task: it is stored, goes on without its client, and runs again after a
   * crash. Only a tool whose calls may run twice should allow it.
   */
  public enum TaskUse {
    /** The call runs while its client waits. */
    NEVER,
    /** The call becomes a task if {@link CostEstimate#seconds} of its plan is over the limit. */
    WHEN_LONG,
    /**
     * Every call becomes a task. A client that could declare its support, but does not, is refused.
     */
    ALWAYS
  }

  /**
   * MCP's tool annotations, as defined by the MCP schema.
   *
   * @param readOnly does not change its environment
   * @param destructive may destroy something
   * @param idempotent repeated calls with the same arguments have no additional effect; only such
   *     calls may share one run
   * @param openWorld reaches beyond this machine
   */
  public record Hints(
      boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {}
}
