package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;

/** One request method of the protocol. */
@FunctionalInterface
public interface Method {

  MethodResult answer(RequestContext context, ObjectNode params);
}
