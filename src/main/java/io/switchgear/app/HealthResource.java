package io.switchgear.app;

import io.switchgear.http.HealthJson;
import io.switchgear.mcp.Change;
import io.switchgear.mcp.ResourceCatalog;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The health as an MCP resource. */
final class HealthResource implements ResourceCatalog {

  private static final String URI = "health://status";
  private static final String JSON = "application/json";

  /** What has changed for readers when the health has. */
  static final Change CHANGED = new Change.ResourceUpdated(URI);

  private final HealthJson health;

  HealthResource(HealthJson health) {
    this.health = health;
  }

  @Override
  public List<Listed> resources() {
    return List.of(
        new Listed(
            URI,
            "health_status",
            "Health",
            "The health of the server (healthy, degraded or unhealthy) with a sentence for each"
                + " check, and its age; when stale is true it says little about now. Read it when"
                + " calls fail and no tool is to blame.",
            JSON));
  }

  @Override
  public List<Listed> templates() {
    return List.of();
  }

  @Override
  public CompletionStage<Optional<Document>> read(String uri) {
    return uri.equals(URI)
        ? health.latest().thenApply(json -> Optional.of(new Document(JSON, json.toString())))
        : CompletableFuture.completedFuture(Optional.empty());
  }
}
