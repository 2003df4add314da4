package io.switchgear.mcp.exchange;

import io.switchgear.tool.TraceContext;
import java.util.Map;
import java.util.Optional;

/**
 * The protocol's header fields of one message, white space around them already gone. A field that
 * came more than once is given with its values joined by a comma, as RFC 9110 section 5.3 says.
 *
 * @param protocolVersion {@code MCP-Protocol-Version}
 * @param method {@code Mcp-Method}
 * @param name {@code Mcp-Name}, still encoded
 * @param sessionId {@code Mcp-Session-Id}
 * @param lastEventId {@code Last-Event-ID}
 * @param params what stands behind {@code Mcp-Param-}, in lower case, with the values still encoded
 * @param trace of {@code traceparent}, {@code tracestate} and {@code baggage}
 */
public record RequestHead(
    Optional<String> protocolVersion,
    Optional<String> method,
    Optional<String> name,
    Optional<String> sessionId,
    Optional<String> lastEventId,
    Map<String, String> params,
    Optional<TraceContext> trace) {

  /** The head of a message over a transport that has no header fields. */
  public static final RequestHead NONE =
      new RequestHead(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public RequestHead {
    params = Map.copyOf(params);
  }

  /** The fields of a request of no trace. */
  public RequestHead(
      Optional<String> protocolVersion,
      Optional<String> method,
      Optional<String> name,
      Optional<String> sessionId,
      Optional<String> lastEventId,
      Map<String, String> params) {
    this(protocolVersion, method, name, sessionId, lastEventId, params, Optional.empty());
  }

  /** The fields of a request that repeats no parameter and takes up no stream. */
  public RequestHead(
      Optional<String> protocolVersion,
      Optional<String> method,
      Optional<String> name,
      Optional<String> sessionId) {
    this(protocolVersion, method, name, sessionId, Optional.empty(), Map.of());
  }
}
