package io.switchgear.conformance;

import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.mcp.wire.ListedResource;
import io.switchgear.tool.Caller;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The suite's resources. */
final class FixtureResources implements ResourceCatalog {

  static final String WATCHED = "test://watched-resource";

  private static final Pattern TEMPLATE = Pattern.compile("test://template/([^/]+)/data");

  @Override
  public List<ListedResource> resources() {
    return List.of(
        listed("test://static-text", "static text", "text/plain"),
        listed("test://static-binary", "static binary", "image/png"),
        listed(WATCHED, "watched", "text/plain"));
  }

  @Override
  public List<ListedResource> templates() {
    return List.of(listed("test://template/{id}/data", "template", "application/json"));
  }

  @Override
  public CompletionStage<Optional<Document>> read(String uri, Caller caller) {
    return CompletableFuture.completedFuture(document(uri));
  }

  private static Optional<Document> document(String uri) {
    Matcher template = TEMPLATE.matcher(uri);
    if (template.matches()) {
      String id = template.group(1);
      return Optional.of(
          new Document(
              "application/json",
              "{\"id\":\"%s\",\"templateTest\":true,\"data\":\"Data for ID: %s\"}"
                  .formatted(id, id)));
    }
    return switch (uri) {
      case "test://static-text" ->
          Optional.of(
              new Document("text/plain", "This is the content of the static text resource."));
      case "test://static-binary" -> Optional.of(Document.binary("image/png", Media.PNG));
      case WATCHED -> Optional.of(new Document("text/plain", "Nothing has changed."));
      default -> Optional.empty();
    };
  }

  private static ListedResource listed(String uri, String name, String mimeType) {
    return new ListedResource(
        uri, name, name, "Fixture of the conformance suite: " + name + ".", mimeType);
  }
}
