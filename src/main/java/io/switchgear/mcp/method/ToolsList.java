package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.CacheHint;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import java.util.Optional;

/** {@code tools/list}: all tools on one page. */
public final class ToolsList implements Method {

  private final ToolCatalog catalog;
  private final ToolEntries shelf;

  public ToolsList(ToolCatalog catalog, ToolEntries shelf) {
    this.catalog = catalog;
    this.shelf = shelf;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    Optional<MethodResult> refused = refusedCursor(params);
    if (refused.isPresent()) {
      return refused.get();
    }
    ObjectNode body = Json.object();
    ArrayNode tools = body.putArray("tools");
    for (ToolDescriptor tool : catalog.descriptors()) {
      tools.add(shelf.entry(tool).listed());
    }
    return new MethodResult.Result(body, CacheHint.KEEP_A_WHILE);
  }

  /**
   * Lists here have one page, so there is no cursor to come back with. An empty one stands for the
   * beginning, as clients that loop over pages begin with it.
   */
  static Optional<MethodResult> refusedCursor(ObjectNode params) {
    JsonNode cursor = params.path("cursor");
    return params.hasNonNull("cursor") && !(cursor.isTextual() && cursor.textValue().isEmpty())
        ? Optional.of(
            new MethodResult.Failure(
                Refusal.inBand(
                    ErrorCode.INVALID_PARAMS,
                    "Invalid params: this cursor is not one of this server's; the list has one"
                        + " page, so leave \"cursor\" out")))
        : Optional.empty();
  }
}
