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
 * What a program offers besides what is built in. Its tools stand behind breakers, limits, audit
 * and metrics like all others, under the settings of their names.
 *
 * @param tools with names that no other tool has
 * @param resources listed behind those that are built in
 * @param prompts instead of those that are built in, if there are any
 * @param changes what {@link Switchgear#publish} will be called for
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

  /** Tools alone. */
  public static Extensions of(List<Tool> tools) {
    return new Extensions(tools, List.of(), Optional.empty(), Set.of());
  }

  /** With those that change by themselves. */
  Set<CatalogChange.Kind> changesAnd(CatalogChange.Kind... others) {
    EnumSet<CatalogChange.Kind> all = EnumSet.copyOf(List.of(others));
    all.addAll(changes);
    return all;
  }
}
