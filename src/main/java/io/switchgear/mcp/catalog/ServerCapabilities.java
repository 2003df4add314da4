package io.switchgear.mcp.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.wire.Json;

/** The capabilities that this server declares for what it offers. */
public final class ServerCapabilities {

  private ServerCapabilities() {}

  public static ObjectNode of(McpOffer offer) {
    ObjectNode capabilities = Json.object();
    listed(capabilities.putObject("tools"), offer, CatalogChange.Kind.TOOLS);
    offer
        .resources()
        .ifPresent(
            catalog -> {
              ObjectNode resources = capabilities.putObject("resources");
              listed(resources, offer, CatalogChange.Kind.RESOURCES);
              if (offer.changes().contains(CatalogChange.Kind.RESOURCE)) {
                resources.put("subscribe", true);
              }
            });
    offer
        .prompts()
        .ifPresent(
            catalog -> {
              listed(capabilities.putObject("prompts"), offer, CatalogChange.Kind.PROMPTS);
              capabilities.putObject("completions");
            });
    capabilities.putObject("logging");
    return capabilities;
  }

  private static void listed(ObjectNode capability, McpOffer offer, CatalogChange.Kind kind) {
    if (offer.changes().contains(kind)) {
      capability.put("listChanged", true);
    }
  }
}
