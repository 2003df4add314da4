package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.Result;
import java.util.Optional;

/** {@code ping}. */
final class Ping implements Method {

  static final MethodType TYPE =
      new MethodType(
          "ping", RequiredPermission.OPEN, MethodType.LEGACY, parts -> Optional.of(new Ping()));

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    return new MethodResult.Done(new Result.Empty());
  }
}
