package io.switchgear.mcp.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How the two sides declare the extension for tasks. */
public final class TasksExtension {

  /** Key of {@code capabilities.extensions} on both sides; its value is an object. */
  static final String NAME = "io.modelcontextprotocol/tasks";

  private TasksExtension() {}

  /**
   * Whether a client understands tasks.
   *
   * @param capabilities {@code ClientCapabilities} of the request
   */
  public static boolean isDeclared(JsonNode capabilities) {
    return capabilities.path("extensions").path(NAME).isObject();
  }

  /**
   * The refusal of a request that is only for clients that understand tasks.
   *
   * @param what the request needs it for
   */
  public static Refusal missing(String what) {
    ObjectNode required = Json.object();
    required.putObject("extensions").putObject(NAME);
    ObjectNode data = Json.object();
    data.set("requiredCapabilities", required);
    return Refusal.missingCapability(
        "Missing required client capability: %s needs the client capabilities %s; declare them in params._meta[\"%s\"] of each request"
            .formatted(what, required, RequestMeta.CLIENT_CAPABILITIES),
        data);
  }
}
