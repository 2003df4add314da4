package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.Result;
import io.switchgear.tool.ToolCatalog;
import java.util.Optional;

/** {@code tools/list}: all tools on one page. */
final class ToolsList implements Method {

  static final MethodType TYPE =
      new MethodType(
          "tools/list",
          RequiredPermission.TOOLS,
          MethodType.BOTH,
          parts -> Optional.of(new ToolsList(parts.offer().tools(), parts.entries())));

  private final ToolCatalog catalog;
  private final ToolEntries entries;

  private ToolsList(ToolCatalog catalog, ToolEntries entries) {
    this.catalog = catalog;
    this.entries = entries;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    Optional<MethodResult> refused = refusedCursor(params);
    if (refused.isPresent()) {
      return refused.get();
    }
    return new MethodResult.Done(
        new Result.Tools(
            catalog.descriptors().stream().map(tool -> entries.entry(tool).listed()).toList()));
  }

  /**
   * Refuses a cursor. Each list has one page, so this server issues no cursors. An empty cursor
   * means the first page, because some clients start their loop with it.
   */
  static Optional<MethodResult> refusedCursor(ObjectNode params) {
    JsonNode cursor = params.path("cursor");
    return params.hasNonNull("cursor") && !(cursor.isTextual() && cursor.textValue().isEmpty())
        ? Optional.of(
            MethodResult.invalidParams(
                "this cursor is not one of this server's; the list has one"
                    + " page, so leave \"cursor\" out"))
        : Optional.empty();
  }
}
