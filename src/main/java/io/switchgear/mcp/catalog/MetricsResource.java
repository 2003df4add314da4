package io.switchgear.mcp.catalog;

import io.switchgear.metrics.MetricsRegistry;
import io.switchgear.watch.view.MetricsJson;
import io.switchgear.watch.view.ViewMapper;
import java.util.concurrent.CompletableFuture;

/** The tools' metrics as an MCP resource. */
public final class MetricsResource {

  private static final String URI = "metrics://tools";

  /** Notifies subscribers that the metrics have changed. */
  public static final CatalogChange CHANGED = new CatalogChange.ResourceUpdated(URI);

  private MetricsResource() {}

  public static ResourceCatalog of(MetricsRegistry metrics) {
    return CombinedResources.document(
        URI,
        "tool_metrics",
        "Metrics of tools",
        "How often each tool was called, how well and how fast: totals, and windows of 1m, 5m and"
            + " 1h. Read it before long work, to choose the tool that answers soonest.",
        caller ->
            CompletableFuture.completedFuture(ViewMapper.tree(MetricsJson.of(metrics.now()))));
  }
}
