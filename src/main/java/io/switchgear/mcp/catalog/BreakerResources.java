package io.switchgear.mcp.catalog;

import io.switchgear.mcp.wire.ListedResource;
import io.switchgear.tool.Caller;
import io.switchgear.watch.view.BreakerReader;
import io.switchgear.watch.view.ViewMapper;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The breakers as MCP resources: one of all breakers, and one of each with its history. */
public final class BreakerResources implements ResourceCatalog {

  private static final String ALL = "circuit-breaker://stats";
  private static final String EACH = ALL + "/";
  private static final String JSON = "application/json";

  private final BreakerReader breakers;

  public BreakerResources(BreakerReader breakers) {
    this.breakers = breakers;
  }

  @Override
  public List<ListedResource> resources() {
    return List.of(
        new ListedResource(
            ALL,
            "circuit_breaker_stats",
            "Circuit breakers",
            "The state and statistics of every tool's circuit breaker, and the overall health:"
                + " healthy, degraded or critical. Read it to see which tools work, and when those"
                + " that do not are worth trying again (retry_after, in seconds).",
            JSON));
  }

  @Override
  public List<ListedResource> templates() {
    return List.of(
        new ListedResource(
            EACH + "{tool}",
            "circuit_breaker",
            "Circuit breaker of a tool",
            "One tool's circuit breaker with its last transitions and errors. Read it to learn why"
                + " a tool is refused.",
            JSON));
  }

  @Override
  public CompletionStage<Optional<Document>> read(String uri, Caller caller) {
    if (uri.equals(ALL)) {
      return breakers.all().thenApply(BreakerResources::document);
    }
    String name = uri.startsWith(EACH) ? uri.substring(EACH.length()) : "";
    return breakers.names().contains(name)
        ? breakers.one(name).thenApply(BreakerResources::document)
        : CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public CompletionStage<List<String>> values(
      String template, String blank, String begun, Caller caller) {
    return CompletableFuture.completedFuture(ResourceCatalog.fitting(breakers.names(), begun));
  }

  /** The changed resources when this tool's breaker has changed. */
  public static List<CatalogChange> of(String tool) {
    return List.of(
        new CatalogChange.ResourceUpdated(ALL), new CatalogChange.ResourceUpdated(EACH + tool));
  }

  private static Optional<Document> document(Record view) {
    return Optional.of(new Document(JSON, ViewMapper.text(view)));
  }
}
