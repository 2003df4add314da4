package io.switchgear.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Caller;

/** One request method of the protocol. */
@FunctionalInterface
interface Method {

  Answer answer(Context context, ObjectNode params);

  /**
   * What a method may know besides its parameters.
   *
   * @param caller on whose behalf
   */
  record Context(Era era, Caller caller) {}
}
