package io.switchgear.mcp.catalog;

import io.switchgear.mcp.task.Tasks;
import io.switchgear.mcp.wire.ServerCapabilities;
import io.switchgear.tool.ToolCatalog;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a server offers to its clients.
 *
 * @param changes the kinds of change that the server publishes and declares
 * @param tasks runs calls as tasks; empty if the server offers no tasks
 */
public record McpOffer(
    ToolCatalog tools,
    Optional<ResourceCatalog> resources,
    Optional<PromptCatalog> prompts,
    Set<CatalogChange.Kind> changes,
    Optional<Tasks> tasks) {

  public McpOffer {
    Objects.requireNonNull(tools);
    Objects.requireNonNull(resources);
    Objects.requireNonNull(prompts);
    changes = Set.copyOf(changes);
    Objects.requireNonNull(tasks);
  }

  /** An offer without tasks. */
  public McpOffer(
      ToolCatalog tools,
      Optional<ResourceCatalog> resources,
      Optional<PromptCatalog> prompts,
      Set<CatalogChange.Kind> changes) {
    this(tools, resources, prompts, changes, Optional.empty());
  }

  /** An offer of tools only. */
  public static McpOffer of(ToolCatalog tools) {
    return new McpOffer(tools, Optional.empty(), Optional.empty(), Set.of());
  }

  /** The capabilities to declare. */
  public ServerCapabilities capabilities() {
    return new ServerCapabilities(
        new ServerCapabilities.Listed(changes.contains(CatalogChange.Kind.TOOLS)),
        resources.map(
            catalog ->
                new ServerCapabilities.Resources(
                    changes.contains(CatalogChange.Kind.RESOURCES),
                    changes.contains(CatalogChange.Kind.RESOURCE))),
        prompts.map(
            catalog -> new ServerCapabilities.Listed(changes.contains(CatalogChange.Kind.PROMPTS))),
        prompts.isPresent(),
        tasks.isPresent());
  }
}
