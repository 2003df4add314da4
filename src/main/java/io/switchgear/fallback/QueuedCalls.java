package io.switchgear.fallback;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.store.QueuedCall;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.ToolCall;
import java.util.EnumSet;

/**
 * A call in the queue: besides its arguments what its caller was allowed to, for it runs with that
 * and no more.
 */
final class QueuedCalls {

  private QueuedCalls() {}

  static ObjectNode kept(ToolCall call) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("arguments", call.arguments());
    ArrayNode permissions = json.putArray("permissions");
    call.caller().permissions().stream().map(Permission::wire).sorted().forEach(permissions::add);
    return json;
  }

  static ToolCall call(QueuedCall queued) {
    EnumSet<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (Permission permission : Permission.values()) {
      queued
          .arguments()
          .path("permissions")
          .forEach(
              wire -> {
                if (wire.asText().equals(permission.wire())) {
                  permissions.add(permission);
                }
              });
    }
    return new ToolCall(
        "queued-" + queued.handle().substring(0, 8) + "-" + queued.attempts(),
        queued.tool(),
        (ObjectNode) queued.arguments().get("arguments"),
        new Caller(queued.caller(), permissions));
  }
}
