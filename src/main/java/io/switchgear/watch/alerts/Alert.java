package io.switchgear.watch.alerts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.AlertRule;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * That a tool's figures were found bad, or well again.
 *
 * @param rule as it held when that was found
 * @param firing or else resolved
 * @param value when it began or, while it fires, when it was last looked at; empty without calls
 * @param since when it began to fire, or was resolved
 */
public record Alert(
    AlertRule rule,
    String tool,
    boolean firing,
    OptionalDouble value,
    Instant since,
    String message) {

  double threshold() {
    return firing ? rule.above() : rule.below();
  }

  /** As it stands on the wire. */
  public ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", rule.name())
            .put("tool", tool)
            .put("severity", rule.severity().wire())
            .put("state", firing ? "firing" : "resolved");
    if (value.isPresent()) {
      json.put("value", value.getAsDouble());
    } else {
      json.putNull("value");
    }
    return json.put("threshold", threshold())
        .put("since", since.toString())
        .put("message", message);
  }
}
