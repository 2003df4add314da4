package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.mcp.catalog.ResourceCatalog.Listed;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.CacheHint;
import io.switchgear.mcp.wire.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code resources/list} and {@code resources/templates/list}, each on one page. */
public final class ResourcesList implements Method {

  private final String field;
  private final String address;
  private final Supplier<List<Listed>> listed;

  private ResourcesList(String field, String address, Supplier<List<Listed>> listed) {
    this.field = field;
    this.address = address;
    this.listed = listed;
  }

  public static ResourcesList fixed(ResourceCatalog catalog) {
    return new ResourcesList("resources", "uri", catalog::resources);
  }

  public static ResourcesList templates(ResourceCatalog catalog) {
    return new ResourcesList("resourceTemplates", "uriTemplate", catalog::templates);
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    Optional<MethodResult> refused = ToolsList.refusedCursor(params);
    if (refused.isPresent()) {
      return refused.get();
    }
    ObjectNode body = Json.object();
    ArrayNode array = body.putArray(field);
    for (Listed resource : listed.get()) {
      array
          .addObject()
          .put(address, resource.uri())
          .put("name", resource.name())
          .put("title", resource.title())
          .put("description", resource.description())
          .put("mimeType", resource.mimeType());
    }
    return new MethodResult.Result(body, CacheHint.KEEP_A_WHILE);
  }
}
