package io.switchgear.front.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;

/** {@code /api/v1/whoami}: who the caller is, what the caller may do, and which server this is. */
public final class WhoamiEndpoint {

  private WhoamiEndpoint() {}

  public static Endpoint of(ServerCard server) {
    return Endpoint.get(
        "/api/v1/whoami",
        asked -> {
          ObjectNode json = json(asked.caller());
          json.set("server", server.toJson());
          return BreakerEndpoints.done(HttpResponses.json(200, json));
        });
  }

  private static ObjectNode json(Caller caller) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", caller.name());
    ArrayNode permissions = json.putArray("permissions");
    for (Permission permission : Permission.values()) {
      if (caller.may(permission)) {
        permissions.add(permission.wire());
      }
    }
    return json;
  }
}
