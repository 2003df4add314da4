package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.ListedResource;
import io.switchgear.mcp.wire.Result;
import io.switchgear.tool.Caller;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

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

  private final Function<Caller, MethodResult> list;

  private ResourcesList(Function<Caller, MethodResult> list) {
    this.list = list;
  }

  private static ResourcesList fixed(ResourceCatalog catalog) {
    return new ResourcesList(
        caller ->
            catalog
                .own(caller)
                .<MethodResult>map(
                    own -> LaterResult.of(() -> own.thenApply(more -> all(catalog, more))))
                .orElseGet(
                    () -> new MethodResult.Done(new Result.Resources(catalog.resources(), false))));
  }

  private static MethodResult.Done all(ResourceCatalog catalog, List<ListedResource> own) {
    return new MethodResult.Done(
        new Result.Resources(
            Stream.concat(catalog.resources().stream(), own.stream()).toList(), true));
  }

  private static ResourcesList templates(ResourceCatalog catalog) {
    return new ResourcesList(
        caller -> new MethodResult.Done(new Result.ResourceTemplates(catalog.templates())));
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    return ToolsList.refusedCursor(params).orElseGet(() -> list.apply(context.caller()));
  }
}
