package io.switchgear.app;

import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.PromptCatalog;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.tool.Tool;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a program adds to the built-in tools, resources and prompts. Its tools have breakers,
 * limits, audit and metrics like all others, with the settings of their names.
 *
 * @param tools with names that no other tool has
 * @param resources listed after the built-in ones
 * @param prompts replace the built-in ones; empty to keep them
 * @param changes the kinds of changes that {@link Switchgear#publish} is called for
 */
public record Extensions(
    List<Tool> tools,
    List<ResourceCatalog> resources,
    Optional<PromptCatalog> prompts,
    Set<CatalogChange.Kind> changes) {

  public static final Extensions NONE =
      new Extensions(List.of(), List.of(), Optional.empty(), Set.of());

  public Extensions {
    tools = List.copyOf(tools);
    resources = List.copyOf(resources);
    changes = Set.copyOf(changes);
  }

  /** Only tools. */
  public static Extensions of(List<Tool> tools) {
    return new Extensions(tools, List.of(), Optional.empty(), Set.of());
  }

  /** The kinds of changes of the extensions and these others. */
  Set<CatalogChange.Kind> changesAnd(CatalogChange.Kind... others) {
    EnumSet<CatalogChange.Kind> all = EnumSet.copyOf(List.of(others));
    all.addAll(changes);
    return all;
  }
}
