package io.switchgear.mcp.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.wire.ListedResource;
import io.switchgear.tool.Caller;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/** Several catalogs as one, in their order. */
public record CombinedResources(List<ResourceCatalog> parts) implements ResourceCatalog {

  private static final String JSON = "application/json";

  public CombinedResources {
    parts = List.copyOf(parts);
  }

  /**
   * A catalog of one JSON document with a fixed address.
   *
   * @param name unique, for programs
   * @param description for the model: what the document holds and when to read it
   * @param document makes the document as it is now for a caller; must not block
   */
  public static ResourceCatalog document(
      String uri,
      String name,
      String title,
      String description,
      Function<Caller, ? extends CompletionStage<? extends JsonNode>> document) {
    ListedResource listed = new ListedResource(uri, name, title, description, JSON);
    return new ResourceCatalog() {
      @Override
      public List<ListedResource> resources() {
        return List.of(listed);
      }

      @Override
      public List<ListedResource> templates() {
        return List.of();
      }

      @Override
      public CompletionStage<Optional<Document>> read(String asked, Caller caller) {
        return asked.equals(uri)
            ? document
                .apply(caller)
                .thenApply(json -> Optional.of(new Document(JSON, json.toString())))
            : CompletableFuture.completedFuture(Optional.empty());
      }
    };
  }

  @Override
  public List<ListedResource> resources() {
    return parts.stream().flatMap(part -> part.resources().stream()).toList();
  }

  @Override
  public List<ListedResource> templates() {
    return parts.stream().flatMap(part -> part.templates().stream()).toList();
  }

  @Override
  public CompletionStage<Optional<Document>> read(String uri, Caller caller) {
    CompletionStage<Optional<Document>> read = CompletableFuture.completedFuture(Optional.empty());
    for (ResourceCatalog part : parts) {
      read =
          read.thenCompose(
              found ->
                  found.isPresent()
                      ? CompletableFuture.completedFuture(found)
                      : part.read(uri, caller));
    }
    return read;
  }

  @Override
  public Optional<CompletionStage<List<ListedResource>>> own(Caller caller) {
    return parts.stream()
        .flatMap(part -> part.own(caller).stream())
        .reduce(CombinedResources::concatenated);
  }

  @Override
  public CompletionStage<Boolean> isWatchable(String uri, Caller caller) {
    return parts.stream()
        .map(part -> part.isWatchable(uri, caller))
        .reduce(
            CompletableFuture.completedFuture(true),
            (one, other) -> one.thenCombine(other, Boolean::logicalAnd));
  }

  @Override
  public CompletionStage<List<String>> values(
      String template, String blank, String begun, Caller caller) {
    return parts.stream()
        .filter(part -> part.templates().stream().anyMatch(each -> each.uri().equals(template)))
        .map(part -> part.values(template, blank, begun, caller))
        .reduce(CompletableFuture.completedFuture(List.of()), CombinedResources::concatenated);
  }

  private static <T> CompletionStage<List<T>> concatenated(
      CompletionStage<List<T>> one, CompletionStage<List<T>> other) {
    return one.thenCombine(
        other, (first, more) -> Stream.concat(first.stream(), more.stream()).toList());
  }
}
