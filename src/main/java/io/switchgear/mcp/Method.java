package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Caller;
import io.switchgear.tool.TraceContext;
import java.util.Map;
import java.util.Optional;

/** One request method of the protocol. */
@FunctionalInterface
interface Method {

  MethodResult answer(Context context, ObjectNode params);

  /**
   * What a method may know besides its parameters.
   *
   * @param id of the request
   * @param caller on whose behalf
   * @param client who sent it
   * @param trace that it says it belongs to
   * @param repeated arguments that header fields repeat, as in {@link RequestHead#params}; empty in
   *     an era, or over a transport, that does not repeat any
   */
  record Context(
      Era era,
      JsonNode id,
      Caller caller,
      Client client,
      Optional<TraceContext> trace,
      Optional<Map<String, String>> repeated) {

    /** The same for what goes on once the header fields were checked, and need not be kept. */
    Context withoutRepeated() {
      return new Context(era, id, caller, client, trace, Optional.empty());
    }
  }
}
