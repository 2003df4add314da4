package io.switchgear.mcp.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.wire.Era;
import io.switchgear.tool.Caller;
import io.switchgear.tool.TraceContext;
import java.util.Map;
import java.util.Optional;

/**
 * A request without its parameters, for methods.
 *
 * @param id of the request
 * @param caller on whose behalf the client sent it
 * @param client that sent it
 * @param trace that the client says the request belongs to
 * @param repeated arguments that header fields repeat, as in {@link RequestHead#params}; empty in
 *     an era, or over a transport, that does not repeat any
 */
public record RequestContext(
    Era era,
    JsonNode id,
    Caller caller,
    RequestClient client,
    Optional<TraceContext> trace,
    Optional<Map<String, String>> repeated) {

  /** Without the header arguments, which are not needed after their check. */
  RequestContext withoutRepeated() {
    return new RequestContext(era, id, caller, client, trace, Optional.empty());
  }
}
