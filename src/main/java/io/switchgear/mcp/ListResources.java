package io.switchgear.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.ResourceCatalog.Listed;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code resources/list} and {@code resources/templates/list}, each on one page. */
final class ListResources implements Method {

  private final String field;
  private final String address;
  private final Supplier<List<Listed>> listed;

  private ListResources(String field, String address, Supplier<List<Listed>> listed) {
    this.field = field;
    this.address = address;
    this.listed = listed;
  }

  static ListResources fixed(ResourceCatalog catalog) {
    return new ListResources("resources", "uri", catalog::resources);
  }

  static ListResources templates(ResourceCatalog catalog) {
    return new ListResources("resourceTemplates", "uriTemplate", catalog::templates);
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    Optional<MethodResult> refused = ListTools.refusedCursor(params);
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
