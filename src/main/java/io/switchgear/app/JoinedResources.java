package io.switchgear.app;

import io.switchgear.mcp.ResourceCatalog;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** The resources of several catalogs, in their order. */
record JoinedResources(List<ResourceCatalog> catalogs) implements ResourceCatalog {

  @Override
  public List<Listed> resources() {
    return catalogs.stream().flatMap(each -> each.resources().stream()).toList();
  }

  @Override
  public List<Listed> templates() {
    return catalogs.stream().flatMap(each -> each.templates().stream()).toList();
  }

  /** From the first that has it. */
  @Override
  public CompletionStage<Optional<Document>> read(String uri) {
    CompletionStage<Optional<Document>> found = CompletableFuture.completedFuture(Optional.empty());
    for (ResourceCatalog each : catalogs) {
      found =
          found.thenCompose(
              document ->
                  document.isPresent()
                      ? CompletableFuture.completedFuture(document)
                      : each.read(uri));
    }
    return found;
  }

  @Override
  public List<String> values(String template, String blank) {
    return catalogs.stream()
        .filter(each -> each.templates().stream().anyMatch(one -> one.uri().equals(template)))
        .flatMap((ResourceCatalog each) -> Stream.of(each.values(template, blank)))
        .findFirst()
        .orElse(List.of());
  }
}
