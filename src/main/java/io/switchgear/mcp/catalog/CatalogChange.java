package io.switchgear.mcp.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.wire.Encoder;
import java.util.Objects;

/** Something that clients have seen is no longer as it was. */
public sealed interface CatalogChange {

  record ToolsListed() implements CatalogChange {}

  record PromptsListed() implements CatalogChange {}

  record ResourcesListed() implements CatalogChange {}

  record ResourceUpdated(String uri) implements CatalogChange {
    public ResourceUpdated {
      Objects.requireNonNull(uri);
    }
  }

  /** What a server can say it will tell of. */
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

  /** The notification, with {@code params} to which this adds. */
  default byte[] notification(ObjectNode params) {
    String method =
        switch (this) {
          case ToolsListed ignored -> "notifications/tools/list_changed";
          case PromptsListed ignored -> "notifications/prompts/list_changed";
          case ResourcesListed ignored -> "notifications/resources/list_changed";
          case ResourceUpdated updated -> {
            params.put("uri", updated.uri());
            yield "notifications/resources/updated";
          }
        };
    return Encoder.notification(method, params);
  }
}
