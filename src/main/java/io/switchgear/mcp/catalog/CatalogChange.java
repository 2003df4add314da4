package io.switchgear.mcp.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.ServerNotification;
import java.util.Objects;
import java.util.Optional;

/** A change of something that clients have seen. */
public sealed interface CatalogChange {

  record ToolsListed() implements CatalogChange {}

  record PromptsListed() implements CatalogChange {}

  record ResourcesListed() implements CatalogChange {}

  record ResourceUpdated(String uri) implements CatalogChange {
    public ResourceUpdated {
      Objects.requireNonNull(uri);
    }
  }

  /** The kinds of change that a server can declare. */
  enum Kind {
    TOOLS,
    PROMPTS,
    RESOURCES,
    RESOURCE
  }

  default Kind kind() {
    return switch (this) {
      case ToolsListed ignored -> Kind.TOOLS;
      case PromptsListed ignored -> Kind.PROMPTS;
      case ResourcesListed ignored -> Kind.RESOURCES;
      case ResourceUpdated ignored -> Kind.RESOURCE;
    };
  }

  /**
   * The notification of this change.
   *
   * @param subscription of the stream that it is sent on; empty in the legacy era
   */
  default byte[] notification(Optional<JsonNode> subscription) {
    return MessageWriter.notification(
        switch (this) {
          case ToolsListed ignored -> new ServerNotification.ListChanged("tools", subscription);
          case PromptsListed ignored -> new ServerNotification.ListChanged("prompts", subscription);
          case ResourcesListed ignored ->
              new ServerNotification.ListChanged("resources", subscription);
          case ResourceUpdated updated ->
              new ServerNotification.ResourceUpdated(updated.uri(), subscription);
        });
  }
}
