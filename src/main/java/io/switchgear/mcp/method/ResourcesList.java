package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.Result;
import java.util.function.Supplier;

/** {@code resources/list} and {@code resources/templates/list}, each on one page. */
final class ResourcesList implements Method {

  static final MethodType TYPE =
      new MethodType(
          "resources/list",
          RequiredPermission.RESOURCES,
          MethodType.BOTH,
          parts -> parts.offer().resources().map(ResourcesList::fixed));

  static final MethodType TEMPLATES =
      new MethodType(
          "resources/templates/list",
          RequiredPermission.RESOURCES,
          MethodType.BOTH,
          parts -> parts.offer().resources().map(ResourcesList::templates));

  private final Supplier<Result> list;

  private ResourcesList(Supplier<Result> list) {
    this.list = list;
  }

  private static ResourcesList fixed(ResourceCatalog catalog) {
    return new ResourcesList(() -> new Result.Resources(catalog.resources()));
  }

  private static ResourcesList templates(ResourceCatalog catalog) {
    return new ResourcesList(() -> new Result.ResourceTemplates(catalog.templates()));
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    return ToolsList.refusedCursor(params).orElseGet(() -> new MethodResult.Done(list.get()));
  }
}
