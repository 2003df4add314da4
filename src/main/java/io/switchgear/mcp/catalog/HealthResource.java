package io.switchgear.mcp.catalog;

import io.switchgear.watch.view.HealthReader;
import io.switchgear.watch.view.ViewMapper;

/** The health as an MCP resource. */
public final class HealthResource {

  private static final String URI = "health://status";

  /** Notifies subscribers that the health has changed. */
  public static final CatalogChange CHANGED = new CatalogChange.ResourceUpdated(URI);

  private HealthResource() {}

  public static ResourceCatalog of(HealthReader health) {
    return CombinedResources.document(
        URI,
        "health_status",
        "Health",
        "The health of the server (healthy, degraded or unhealthy) with a sentence for each check,"
            + " and its age; when stale is true it says little about now. Read it when calls fail"
            + " and no tool is to blame.",
        caller -> health.latest().thenApply(ViewMapper::tree));
  }
}
