package io.switchgear.app;

import io.switchgear.config.Reloaded;
import io.switchgear.config.Settings;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.CombinedResources;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.scope.ScanScope;
import io.switchgear.watch.view.ViewMapper;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the reader may scan, as an MCP resource. */
final class ScopeResource {

  private static final String URI = "scope://rules";

  private ScopeResource() {}

  /**
   * @param settings in effect
   */
  static ResourceCatalog of(Supplier<Settings> settings) {
    return CombinedResources.document(
        URI,
        "scope_rules",
        "What you may scan",
        "The networks, names and ports that you may scan, with which tool and until when, and what"
            + " is denied. Read it before you choose targets, and when a call was out_of_scope.",
        caller ->
            CompletableFuture.completedFuture(
                ViewMapper.tree(new ScanScope(settings.get().scope()).summary(caller.name()))));
  }

  /** Tells subscribers of a reload that changes the scope. */
  static Consumer<Reloaded> changes(Consumer<CatalogChange> clients) {
    return reloaded -> {
      if (reloaded.changed().stream()
          .anyMatch(change -> change.key().startsWith("switchgear.scope."))) {
        clients.accept(new CatalogChange.ResourceUpdated(URI));
      }
    };
  }
}
