package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.legacy.LegacySession;
import io.switchgear.mcp.legacy.LegacySession.Watching;
import io.switchgear.mcp.legacy.SessionDirectory;
import io.switchgear.mcp.legacy.SessionRef;
import io.switchgear.mcp.wire.Result;
import io.switchgear.tool.Caller;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * {@code resources/subscribe} and {@code resources/unsubscribe}: the client of a session is
 * notified of changes of these resources.
 */
final class ResourcesSubscribe implements Method {

  static final MethodType TYPE =
      type(
          "resources/subscribe",
          catalog -> new ResourcesSubscribe(catalog::isWatchable, SessionRef::watch));

  static final MethodType END =
      type(
          "resources/unsubscribe",
          catalog ->
              new ResourcesSubscribe(
                  (uri, caller) -> CompletableFuture.completedFuture(true), SessionRef::unwatch));

  /** The session's reply to a subscription. */
  private interface Order
      extends BiFunction<SessionRef, String, CompletionStage<Optional<Watching>>> {}

  /** Whether the caller may have what it asks for. */
  private interface Check extends BiFunction<String, Caller, CompletionStage<Boolean>> {}

  private final Check check;
  private final Order order;

  private ResourcesSubscribe(Check check, Order order) {
    this.check = check;
    this.order = order;
  }

  /** Offered where the server tells of changed resources. */
  private static MethodType type(String name, Function<ResourceCatalog, Method> factory) {
    return new MethodType(
        name,
        RequiredPermission.RESOURCES,
        MethodType.LEGACY,
        parts ->
            parts
                .offer()
                .resources()
                .filter(catalog -> parts.offer().changes().contains(CatalogChange.Kind.RESOURCE))
                .map(factory));
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    JsonNode uri = params.path("uri");
    return uri.isTextual()
        ? LaterResult.of(() -> answer(context, uri.textValue()))
        : MethodResult.invalidParams("params.uri must be a string: the address of a resource");
  }

  private CompletionStage<MethodResult.Ready> answer(RequestContext context, String uri) {
    return check
        .apply(uri, context.caller())
        .thenCompose(
            allowed ->
                allowed
                    ? order.apply(SessionRef.of(context), uri).thenApply(ResourcesSubscribe::answer)
                    : CompletableFuture.completedFuture(
                        new MethodResult.Failure(ResourcesRead.unknown(context.era(), uri))));
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
