package io.switchgear.mcp.wire;

import java.util.Objects;
import java.util.Optional;

/**
 * The name and version of this server, and its instructions.
 *
 * @param name for programs
 * @param title for people
 * @param version of this program
 * @param instructions for the model: how to work with this server; empty to send none
 */
public record ServerIdentity(String name, String title, String version, String instructions) {
  public ServerIdentity {
    Objects.requireNonNull(name);
    Objects.requireNonNull(title);
    Objects.requireNonNull(version);
    Objects.requireNonNull(instructions);
  }

  /** The instructions; empty if there are none to send. */
  public Optional<String> stated() {
    return Optional.of(instructions).filter(text -> !text.isEmpty());
  }
}
