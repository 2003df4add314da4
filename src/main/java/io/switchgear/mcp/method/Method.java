package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;

/**
 * What a method of the protocol does. Its name and its permission are in its {@link MethodType}.
 */
@FunctionalInterface
public interface Method {

  /**
   * Answers a request.
   *
   * @param params empty if the request has none
   */
  MethodResult answer(RequestContext context, ObjectNode params);
}
