package io.switchgear.mcp.relay;

import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.tool.Caller;
import io.switchgear.tool.CborSerializable;

/**
 * A request of a session of the 2025 era, without its body.
 *
 * @param caller as the gateway has authenticated it
 */
public record SessionRequest(Kind kind, RequestHead head, Caller caller)
    implements CborSerializable {

  /** What the client wants of the session. */
  public enum Kind {
    /** It sends a message, or an array of them. */
    MESSAGE,
    /** It reads the general stream, or resumes a stream. */
    STREAM,
    /** It ends the session. */
    END
  }
}
