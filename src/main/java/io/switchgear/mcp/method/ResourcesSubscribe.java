package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.legacy.LegacySession;
import io.switchgear.mcp.legacy.LegacySession.Watching;
import io.switchgear.mcp.legacy.SessionDirectory;
import io.switchgear.mcp.legacy.SessionRef;
import io.switchgear.mcp.wire.Result;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * {@code resources/subscribe} and {@code resources/unsubscribe}: the client of a session is
 * notified of changes of these resources.
 */
final class ResourcesSubscribe implements Method {

  static final MethodType TYPE = type("resources/subscribe", SessionRef::watch);

  static final MethodType END = type("resources/unsubscribe", SessionRef::unwatch);

  /** The session's reply to a subscription. */
  private interface Order
      extends BiFunction<SessionRef, String, CompletionStage<Optional<Watching>>> {}

  /** Waits for the session's answer. The session has acted before a stop could reach it. */
  private record Waiting(CompletionStage<MethodResult.Ready> ready)
      implements MethodResult.Running {

    @Override
    public void listen(Consumer<McpEvent> events) {}

    @Override
    public void stop(StopReason reason) {}
  }

  private final Order order;

  private ResourcesSubscribe(Order order) {
    this.order = order;
  }

  /** Offered where the server tells of changed resources. */
  private static MethodType type(String name, Order order) {
    return new MethodType(
        name,
        RequiredPermission.RESOURCES,
        MethodType.LEGACY,
        parts ->
            parts
                .offer()
                .resources()
                .filter(catalog -> parts.offer().changes().contains(CatalogChange.Kind.RESOURCE))
                .map(catalog -> new ResourcesSubscribe(order)));
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    JsonNode uri = params.path("uri");
    return uri.isTextual()
        ? new Waiting(
            order
                .apply(SessionRef.of(context), uri.textValue())
                .thenApply(ResourcesSubscribe::answer))
        : MethodResult.invalidParams("params.uri must be a string: the address of a resource");
  }

  private static MethodResult.Ready answer(Optional<Watching> watching) {
    if (watching.isEmpty()) {
      return new MethodResult.Failure(SessionDirectory.notFound());
    }
    return switch (watching.get()) {
      case YES, NO -> new MethodResult.Done(new Result.Empty());
      case NO_ROOM ->
          MethodResult.invalidParams(
              "a session watches up to %d resources, whose addresses take up to %d bytes together,"
                      .formatted(LegacySession.MAX_WATCHED, LegacySession.MAX_WATCHED_BYTES)
                  + " and all sessions watch as many as fit into the server's memory; unsubscribe"
                  + " from some first");
    };
  }
}
