package io.switchgear.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Cause;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.tool.UntrustedText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A breaker's memento as the store keeps it. */
final class MementoJson {

  private MementoJson() {}

  static ObjectNode of(BreakerMemento memento) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("saved_at", memento.savedAt().toString())
            .put("epoch", memento.epoch())
            .put("state", memento.state().name())
            .put("open_left", memento.openLeft().toString())
            .put("reopens", memento.reopens())
            .put("failures", memento.failures())
            .put("successes", memento.successes());
    memento.openedBy().ifPresent(cause -> json.put("opened_by", cause.name()));
    memento
        .order()
        .ifPresent(
            order -> {
              ObjectNode standing =
                  json.putObject("order")
                      .put("action", order.action().name())
                      .put("operator", order.operator())
                      .put("reason", order.reason());
              order.expires().ifPresent(end -> standing.put("expires", end.toString()));
            });
    return json;
  }

  /** Empty if it is not what {@link #of} writes. */
  static Optional<BreakerMemento> parse(JsonNode json) {
    try {
      return Optional.of(
          new BreakerMemento(
              Instant.parse(text(json, "saved_at")),
              whole(json, "epoch"),
              BreakerState.valueOf(text(json, "state")),
              Duration.parse(text(json, "open_left")),
              Math.toIntExact(whole(json, "reopens")),
              Math.toIntExact(whole(json, "failures")),
              Math.toIntExact(whole(json, "successes")),
              json.has("opened_by")
                  ? Optional.of(Cause.valueOf(text(json, "opened_by")))
                  : Optional.empty(),
              json.has("order") ? Optional.of(order(json.get("order"))) : Optional.empty()));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException other) {
      return Optional.empty();
    }
  }

  private static OperatorOrder order(JsonNode json) {
    OperatorOrder.Action action = OperatorOrder.Action.valueOf(text(json, "action"));
    Optional<Instant> expires =
        json.has("expires") ? Optional.of(Instant.parse(text(json, "expires"))) : Optional.empty();
    if (!action.stands()) {
      throw new IllegalArgumentException(action + " does not stand");
    }
    return new OperatorOrder(action, text(json, "operator"), text(json, "reason"), expires);
  }

  private static String text(JsonNode json, String key) {
    if (!json.path(key).isTextual()) {
      throw new IllegalArgumentException(key);
    }
    return UntrustedText.line(json.get(key).asText());
  }

  private static long whole(JsonNode json, String key) {
    if (!json.path(key).canConvertToLong() || json.get(key).longValue() < 0) {
      throw new IllegalArgumentException(key);
    }
    return json.get(key).longValue();
  }
}
