package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.legacy.LegacySession;
import io.switchgear.mcp.legacy.LegacySession.Watching;
import io.switchgear.mcp.legacy.SessionDirectory;
import io.switchgear.mcp.legacy.SessionRef;
import io.switchgear.mcp.wire.CacheHint;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.LogLevels;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The methods that change what a legacy session is; the modern era has none of them. */
public final class SessionMethods {

  /** What the session is asked to change; it has done so before this could be stopped. */
  private record Changing(CompletionStage<MethodResult.Ready> ready)
      implements MethodResult.Running {

    @Override
    public void listen(Consumer<McpEvent> events) {}

    @Override
    public void stop(StopReason reason) {}
  }

  private SessionMethods() {}

  public static MethodResult ping(RequestContext context, ObjectNode params) {
    return done();
  }

  public static MethodResult setLevel(RequestContext context, ObjectNode params) {
    Optional<LogLevel> level = LogLevels.of(params.path("level").asText(""));
    if (level.isEmpty()) {
      return refused("params.level must be one of " + LogLevels.names());
    }
    client(context).presence().logFrom(level.get());
    return done();
  }

  public static MethodResult watch(RequestContext context, ObjectNode params) {
    JsonNode uri = params.path("uri");
    return uri.isTextual()
        ? new Changing(client(context).watch(uri.textValue()).thenApply(SessionMethods::answer))
        : noAddress();
  }

  public static MethodResult unwatch(RequestContext context, ObjectNode params) {
    JsonNode uri = params.path("uri");
    return uri.isTextual()
        ? new Changing(client(context).unwatch(uri.textValue()).thenApply(SessionMethods::answer))
        : noAddress();
  }

  private static MethodResult.Ready answer(Optional<Watching> watching) {
    if (watching.isEmpty()) {
      return new MethodResult.Failure(SessionDirectory.notFound());
    }
    return switch (watching.get()) {
      case YES, NO -> done();
      case NO_ROOM ->
          refused(
              "a session watches up to %d resources, whose addresses take up to %d bytes together,"
                      .formatted(LegacySession.MAX_WATCHED, LegacySession.MAX_WATCHED_BYTES)
                  + " and all sessions watch as many as fit into the server's memory; unsubscribe"
                  + " from some first");
    };
  }

  private static SessionRef client(RequestContext context) {
    return (SessionRef) context.client();
  }

  private static MethodResult.Ready done() {
    return new MethodResult.Result(Json.object(), CacheHint.NONE);
  }

  private static MethodResult.Ready noAddress() {
    return refused("params.uri must be a string: the address of a resource");
  }

  private static MethodResult.Ready refused(String message) {
    return new MethodResult.Failure(
        Refusal.inBand(ErrorCode.INVALID_PARAMS, "Invalid params: " + message));
  }
}
