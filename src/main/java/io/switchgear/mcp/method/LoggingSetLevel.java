package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.legacy.SessionRef;
import io.switchgear.mcp.wire.LogLevels;
import io.switchgear.mcp.wire.Result;
import io.switchgear.tool.LogLevel;
import java.util.Optional;

/** {@code logging/setLevel}: the least severity that the log of a session's client takes. */
final class LoggingSetLevel implements Method {

  static final MethodType TYPE =
      new MethodType(
          "logging/setLevel",
          RequiredPermission.OPEN,
          MethodType.LEGACY,
          parts -> Optional.of(new LoggingSetLevel()));

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    Optional<LogLevel> level = LogLevels.of(params.path("level").asText(""));
    if (level.isEmpty()) {
      return MethodResult.invalidParams("params.level must be one of " + LogLevels.names());
    }
    SessionRef.of(context).status().logFrom(level.get());
    return new MethodResult.Done(new Result.Empty());
  }
}
