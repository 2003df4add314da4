package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.cluster.feed.NodeRun;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An event of this node or of another one.
 *
 * @param position in the order in which this node heard of events, from this node's run on
 * @param run of the node where it happened
 * @param sequence among the events of that run, from 1, without holes
 * @param at by the clock of the node where it happened
 * @param facts by snake_case names; must not be changed
 * @param here whether it happened on this node, in this run. Only then this node tells receivers
 *     outside, so that each is told once
 */
public record Event(
    long position,
    NodeRun run,
    long sequence,
    Instant at,
    Kind kind,
    ObjectNode facts,
    boolean here) {

  public Event {
    Objects.requireNonNull(run);
    Objects.requireNonNull(at);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(facts);
  }

  /**
   * Greater than that of every earlier event of the node, also of its earlier runs unless its clock
   * was set back; below 2^53. Events of two nodes may have the same.
   */
  public long id() {
    return run.id(sequence);
  }

  /** The JSON form: {@code id}, {@code node}, {@code type}, {@code timestamp}, then the facts. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id())
        .put("node", run.node())
        .put("type", kind.wire())
        .put("timestamp", at.toString());
    json.setAll(facts);
    return json;
  }

  /** Groups of events that are kept independently of each other. */
  enum Source {
    CALLS,
    JOBS,
    CATALOG,
    OTHERS
  }

  /** The kinds of events. */
  public enum Kind {
    /** A breaker changed its state, or an operator's order took effect on it. */
    BREAKER_TRANSITION,
    /** The nodes of the cluster decide otherwise about a tool, as its quorum has it. */
    QUORUM_CHANGED,
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
    SCHEDULE_FAILED,
    /** What MCP clients are offered has changed, by a reload or by an extension. */
    CATALOG_CHANGED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name on the wire. */
    public String wire() {
      return wire;
    }

    /** The kind of that name; empty if a later version has it. */
    static Optional<Kind> of(String wire) {
      return Arrays.stream(values()).filter(kind -> kind.wire.equals(wire)).findFirst();
    }

    /** What frequent events of this kind may displace: only events of the same source. */
    Source source() {
      return switch (this) {
        case CALL_STARTED, CALL_ENDED -> Source.CALLS;
        case JOB_CHANGED, SCHEDULE_CHANGED, SCHEDULE_MISSED, SCHEDULE_FAILED -> Source.JOBS;
        case CATALOG_CHANGED -> Source.CATALOG;
        case BREAKER_TRANSITION, QUORUM_CHANGED, HEALTH_CHANGED, DRILL_CHANGED, CONFIG, ALERT ->
            Source.OTHERS;
      };
    }
  }
}
