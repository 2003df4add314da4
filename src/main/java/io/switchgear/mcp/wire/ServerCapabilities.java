package io.switchgear.mcp.wire;

import java.util.Objects;
import java.util.Optional;

/**
 * What a server declares that it can do. An empty capability is not declared. Every server here
 * sends log messages.
 *
 * @param completions whether arguments are completed
 * @param tasks whether calls can go on as tasks; declared to modern clients only
 */
public record ServerCapabilities(
    Listed tools,
    Optional<Resources> resources,
    Optional<Listed> prompts,
    boolean completions,
    boolean tasks) {

  public ServerCapabilities {
    Objects.requireNonNull(tools);
    Objects.requireNonNull(resources);
    Objects.requireNonNull(prompts);
  }

  /**
   * @param listChanged whether the server tells of a changed list
   */
  public record Listed(boolean listChanged) {}

  /**
   * @param listChanged whether the server tells of a changed list
   * @param subscribe whether the server tells of a changed resource
   */
  public record Resources(boolean listChanged, boolean subscribe) {}
}
