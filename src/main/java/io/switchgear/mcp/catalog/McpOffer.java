package io.switchgear.mcp.catalog;

import io.switchgear.mcp.McpServer;
import io.switchgear.tool.ToolCatalog;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a server has for its clients.
 *
 * @param changes what {@link McpServer#publish} will be called for; nothing else is advertised
 */
public record McpOffer(
    ToolCatalog tools,
    Optional<ResourceCatalog> resources,
    Optional<PromptCatalog> prompts,
    Set<CatalogChange.Kind> changes) {

  public McpOffer {
    Objects.requireNonNull(tools);
    Objects.requireNonNull(resources);
    Objects.requireNonNull(prompts);
    changes = Set.copyOf(changes);
  }

  /** Tools alone. */
  public static McpOffer of(ToolCatalog tools) {
    return new McpOffer(tools, Optional.empty(), Optional.empty(), Set.of());
  }
}
