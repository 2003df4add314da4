package io.switchgear.mcp.exchange;

import java.util.Optional;

/**
 * One event of an event stream.
 *
 * @param body a JSON-RPC message in UTF-8, not to be changed; empty for an event that only carries
 *     its id
 * @param id under which a legacy client can take up the stream after this event
 * @param lasting whether the event must reach its reader; other events may be dropped
 */
public record McpEvent(byte[] body, Optional<String> id, boolean lasting) {

  public static McpEvent passing(byte[] body) {
    return new McpEvent(body, Optional.empty(), false);
  }

  public static McpEvent lasting(byte[] body) {
    return new McpEvent(body, Optional.empty(), true);
  }
}
