package io.switchgear.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One request method of the protocol. */
@FunctionalInterface
interface Method {

  MethodResult answer(RequestContext context, ObjectNode params);
}
