package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * An event.
 *
 * @param id greater than that of every earlier event, also of earlier processes unless the wall
 *     clock was set back; below 2^53
 * @param facts by snake_case names; must not be changed
 * @param here whether this node tells receivers outside; another node tells them what it told here
 */
public record Event(long id, Instant at, Kind kind, ObjectNode facts, boolean here) {

  public Event {
    Objects.requireNonNull(at);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(facts);
  }

  /** The JSON form: {@code id}, {@code type}, {@code timestamp}, then the facts. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id).put("type", kind.wire()).put("timestamp", at.toString());
    json.setAll(facts);
    return json;
  }

  /** Groups of events that are kept independently of each other. */
  enum Source {
    CALLS,
    JOBS,
    OTHERS
  }

  /** The kinds of events. */
  public enum Kind {
    /** A breaker changed its state, or an operator's order took effect on it. */
    BREAKER_TRANSITION,
    /** A call was passed to its tool's supervisor. */
    CALL_STARTED,
    /** A started call has ended. */
    CALL_ENDED,
    /** The overall health of the server has changed. */
    HEALTH_CHANGED,
    /** A drill was set, ended by an operator, or used up. */
    DRILL_CHANGED,
    /** A reload of the configuration was requested. */
    CONFIG,
    /** An alert started firing or was resolved. */
    ALERT,
    /** A scan job was created, has another state, or was deleted. */
    JOB_CHANGED,
    /** A run of a schedule found something else than the complete run before. */
    SCHEDULE_CHANGED,
    /** Runs of a schedule were not started in time. */
    SCHEDULE_MISSED,
    /** A run of a schedule was refused, or ended without its whole result. */
    SCHEDULE_FAILED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name on the wire. */
    public String wire() {
      return wire;
    }

    /** What frequent events of this kind may displace: only events of the same source. */
    Source source() {
      return switch (this) {
        case CALL_STARTED, CALL_ENDED -> Source.CALLS;
        case JOB_CHANGED, SCHEDULE_CHANGED, SCHEDULE_MISSED, SCHEDULE_FAILED -> Source.JOBS;
        case BREAKER_TRANSITION, HEALTH_CHANGED, DRILL_CHANGED, CONFIG, ALERT -> Source.OTHERS;
      };
    }
  }
}
