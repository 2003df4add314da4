package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.PromptCatalog;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.Result;
import java.util.Optional;

/** {@code prompts/list}: all prompts on one page. */
final class PromptsList implements Method {

  static final MethodType TYPE =
      new MethodType(
          "prompts/list",
          RequiredPermission.TOOLS,
          MethodType.BOTH,
          parts -> parts.offer().prompts().map(PromptsList::new));

  private final PromptCatalog catalog;

  private PromptsList(PromptCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    Optional<MethodResult> refused = ToolsList.refusedCursor(params);
    if (refused.isPresent()) {
      return refused.get();
    }
    return new MethodResult.Done(new Result.Prompts(catalog.prompts()));
  }
}
