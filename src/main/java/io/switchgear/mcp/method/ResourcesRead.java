package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.mcp.catalog.ResourceCatalog.Document;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.Result;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.UntrustedText;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code resources/read}. */
final class ResourcesRead implements Method {

  static final MethodType TYPE =
      new MethodType(
          "resources/read",
          RequiredPermission.RESOURCES,
          Optional.of("uri"),
          MethodType.BOTH,
          parts -> parts.offer().resources().map(ResourcesRead::new));

  private static final Logger LOG = LoggerFactory.getLogger(ResourcesRead.class);
  private static final int SHOWN = 200;

  private final ResourceCatalog catalog;

  private ResourcesRead(ResourceCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    JsonNode uri = params.get("uri");
    if (uri == null || !uri.isTextual()) {
      return MethodResult.invalidParams(
          "params.uri must be a string: an address from resources/list, or one"
              + " made from resources/templates/list");
    }
    String address = uri.textValue();
    return new Reading(
        read(address, context.caller())
            .handle((document, bug) -> bug == null ? found(context, address, document) : bug(bug)));
  }

  private CompletionStage<Optional<Document>> read(String address, Caller caller) {
    try {
      return catalog.read(address, caller);
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  private MethodResult.Ready found(
      RequestContext context, String address, Optional<Document> document) {
    return document
        .<MethodResult.Ready>map(
            found ->
                new MethodResult.Done(
                    new Result.ResourceContents(
                        address, found.mimeType(), found.text(), found.isBinary())))
        .orElseGet(() -> new MethodResult.Failure(unknown(context.era(), address)));
  }

  /** The eras differ only in the code. */
  static Refusal unknown(Era era, String address) {
    ErrorCode code =
        switch (era) {
          case MODERN -> ErrorCode.INVALID_PARAMS;
          case LEGACY -> ErrorCode.RESOURCE_NOT_FOUND;
        };
    String shown = UntrustedText.line(address, SHOWN);
    return new Refusal(
        code,
        Refusal.OK,
        "Resource not found: '%s'; resources/list and resources/templates/list have those there are"
            .formatted(shown),
        Optional.of(Json.object().put("uri", shown)));
  }

  private static MethodResult.Ready bug(Throwable bug) {
    LOG.error("a resource could not be read", bug);
    return new MethodResult.Failure(
        Refusal.inBand(
            ErrorCode.INTERNAL_ERROR,
            "Internal error: the resource could not be read; the server's log has the cause"));
  }

  /** Reading cannot be stopped and sends no events. */
  private record Reading(CompletionStage<MethodResult.Ready> ready)
      implements MethodResult.Running {
    @Override
    public void listen(Consumer<McpEvent> events) {}

    @Override
    public void stop(StopReason reason) {}
  }
}
