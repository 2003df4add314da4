package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * Something that happened.
 *
 * @param id greater than that of every earlier event, also of earlier processes unless the wall
 *     clock was set back; below 2^53
 * @param facts by snake_case names; not changed by anybody
 */
public record Event(long id, Instant at, Kind kind, ObjectNode facts) {

  public Event {
    Objects.requireNonNull(at);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(facts);
  }

  /** As it stands on the wire: {@code id}, {@code type}, {@code timestamp}, then the facts. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id).put("type", kind.wire()).put("timestamp", at.toString());
    json.setAll(facts);
    return json;
  }

  /** What kind of thing happened. */
  public enum Kind {
    /** A breaker changed its state, or an operator's order took effect on it. */
    BREAKER_TRANSITION,
    /** A call was sent on to its tool's supervisor. */
    CALL_STARTED,
    /** A call that had been started was answered. */
    CALL_ENDED,
    /** The server's health as a whole is another than before. */
    HEALTH_CHANGED,
    /** A drill was set, ended by an operator, or used up. */
    DRILL_CHANGED,
    /** Another configuration was asked for. */
    CONFIG,
    /** A tool's figures were found bad, or well again. */
    ALERT;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** As it stands on the wire. */
    public String wire() {
      return wire;
    }

    /** Whether it comes with every call, and so would crowd the others out. */
    boolean isOfCall() {
      return switch (this) {
        case CALL_STARTED, CALL_ENDED -> true;
        case BREAKER_TRANSITION, HEALTH_CHANGED, DRILL_CHANGED, CONFIG, ALERT -> false;
      };
    }
  }
}
