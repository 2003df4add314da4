package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;

/** {@code tools/list}: all tools on one page. */
final class ListTools implements Method {

  private final ToolCatalog catalog;
  private final ToolShelf shelf;

  ListTools(ToolCatalog catalog, ToolShelf shelf) {
    this.catalog = catalog;
    this.shelf = shelf;
  }

  @Override
  public Answer answer(Context context, ObjectNode params) {
    JsonNode cursor = params.get("cursor");
    if (cursor != null && !cursor.isNull()) {
      return new Answer.Failure(
          Refusal.inBand(
              ErrorCode.INVALID_PARAMS,
              "Invalid params: this cursor is not one of this server's; the list has one page, so"
                  + " leave \"cursor\" out"));
    }
    ObjectNode body = Json.object();
    ArrayNode tools = body.putArray("tools");
    for (ToolDescriptor tool : catalog.descriptors()) {
      tools.add(shelf.listed(tool));
    }
    return new Answer.Result(body, true);
  }
}
