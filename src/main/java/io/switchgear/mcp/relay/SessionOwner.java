package io.switchgear.mcp.relay;

import io.switchgear.mcp.exchange.McpReply;

/** Answers the requests of the sessions that this node has. */
@FunctionalInterface
public interface SessionOwner {

  /**
   * Answers a request here, whatever session it names. Never blocks, never throws. Checks that the
   * session belongs to the caller, and counts nothing against the caller's rate limit.
   *
   * @param body empty unless the request is a message
   */
  McpReply answer(SessionRequest request, byte[] body);
}
