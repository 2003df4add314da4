package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.PromptCatalog;
import io.switchgear.mcp.catalog.PromptCatalog.Argument;
import io.switchgear.mcp.catalog.PromptCatalog.Listed;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.CacheHint;
import io.switchgear.mcp.wire.Json;
import java.util.Optional;

/** {@code prompts/list}: all prompts on one page. */
public final class PromptsList implements Method {

  private final PromptCatalog catalog;

  public PromptsList(PromptCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    Optional<MethodResult> refused = ToolsList.refusedCursor(params);
    if (refused.isPresent()) {
      return refused.get();
    }
    ObjectNode body = Json.object();
    ArrayNode prompts = body.putArray("prompts");
    for (Listed prompt : catalog.prompts()) {
      ObjectNode listed =
          prompts
              .addObject()
              .put("name", prompt.name())
              .put("title", prompt.title())
              .put("description", prompt.description());
      ArrayNode arguments = listed.putArray("arguments");
      for (Argument argument : prompt.arguments()) {
        arguments
            .addObject()
            .put("name", argument.name())
            .put("description", argument.description())
            .put("required", argument.required());
      }
    }
    return new MethodResult.Result(body, CacheHint.KEEP_A_WHILE);
  }
}
