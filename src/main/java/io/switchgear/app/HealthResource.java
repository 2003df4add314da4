package io.switchgear.app;

import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.watch.view.HealthReader;
import io.switchgear.watch.view.ViewMapper;

/** The health as an MCP resource. */
final class HealthResource {

  private static final String URI = "health://status";

  /** What has changed for readers when the health has. */
  static final CatalogChange CHANGED = new CatalogChange.ResourceUpdated(URI);

  private HealthResource() {}

  static ResourceCatalog of(HealthReader health) {
    return Resources.document(
        URI,
        "health_status",
        "Health",
        "The health of the server (healthy, degraded or unhealthy) with a sentence for each check,"
            + " and its age; when stale is true it says little about now. Read it when calls fail"
            + " and no tool is to blame.",
        () -> health.latest().thenApply(ViewMapper::tree));
  }
}
