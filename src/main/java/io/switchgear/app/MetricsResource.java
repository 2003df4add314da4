package io.switchgear.app;

import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.metrics.MetricsRegistry;
import java.util.concurrent.CompletableFuture;

/** The tools' metrics as an MCP resource. */
final class MetricsResource {

  private static final String URI = "metrics://tools";

  /** Tells subscribers that the metrics have changed. */
  static final CatalogChange CHANGED = new CatalogChange.ResourceUpdated(URI);

  private MetricsResource() {}

  static ResourceCatalog of(MetricsRegistry book) {
    return Resources.document(
        URI,
        "tool_metrics",
        "Metrics of tools",
        "How often each tool was called, how well and how fast: totals, and windows of 1m, 5m and"
            + " 1h. Read it before long work, to choose the tool that answers soonest.",
        () -> CompletableFuture.completedFuture(book.all()));
  }
}
