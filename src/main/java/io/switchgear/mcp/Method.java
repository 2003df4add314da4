package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Caller;

/** One request method of the protocol. */
@FunctionalInterface
interface Method {

  Answer answer(Context context, ObjectNode params);

  /**
   * What a method may know besides its parameters.
   *
   * @param id of the request
   * @param caller on whose behalf
   * @param client who sent it
   */
  record Context(Era era, JsonNode id, Caller caller, Client client) {}
}
