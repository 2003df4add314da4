package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client is told of a tool. The input schema (JSON Schema 2020-12) reaches the wire exactly
 * as it is here; the output schema with room for the server's notes, see {@link StandIn#published}.
 *
 * @param name 1 to 128 characters of {@code [A-Za-z0-9_.-]}
 * @param title for people
 * @param description for the model: what it does, what it needs, what comes back
 * @param inputSchema root {@code type: object}
 * @param outputSchema shape of the structured result, if the tool promises one
 * @param hints what a client may assume of a call
 */
public record ToolDescriptor(
    String name,
    String title,
    String description,
    ObjectNode inputSchema,
    Optional<ObjectNode> outputSchema,
    Hints hints) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

  public ToolDescriptor {
    Objects.requireNonNull(title);
    Objects.requireNonNull(description);
    Objects.requireNonNull(outputSchema);
    Objects.requireNonNull(hints);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "tool name '" + name + "': allowed are 1 to 128 of A-Z a-z 0-9 _ . -");
    }
    if (!"object".equals(inputSchema.path("type").asText())) {
      throw new IllegalArgumentException(
          "tool '" + name + "': the input schema's root must have \"type\": \"object\"");
    }
  }

  /**
   * The protocol's tool annotations, with the meaning the MCP schema gives them.
   *
   * @param readOnly changes nothing
   * @param destructive may destroy something
   * @param idempotent calling again with the same arguments adds nothing; only such calls may share
   *     one run
   * @param openWorld reaches beyond this machine
   */
  public record Hints(
      boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {}
}
