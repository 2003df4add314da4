package io.switchgear.calls.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Reach;
import io.switchgear.tool.ToolCall;
import java.util.ArrayList;
import java.util.List;

/** A running call, with the data known so far. */
public final class AuditedCall {

  private static final String TARGETS = "targets";

  private final ToolCall call;
  private final String breaker;
  private final long startedAt = System.nanoTime();
  private volatile List<String> targets = List.of();
  private boolean recorded;

  AuditedCall(ToolCall call, String breaker) {
    this.call = call;
    this.breaker = breaker;
  }

  public ToolCall call() {
    return call;
  }

  /** State of the tool's breaker when the call arrived; empty if unknown. */
  public String breaker() {
    return breaker;
  }

  /** Nanoseconds since the call arrived. */
  public long age() {
    return System.nanoTime() - startedAt;
  }

  /** The addresses of its plan; before it has a plan, the targets as the caller wrote them. */
  public List<String> targets() {
    return targets.isEmpty() ? named() : targets;
  }

  /**
   * As {@link #targets()}, for a call without its own plan, because the run of another call or a
   * stored answer answered it.
   *
   * @param reach of that run
   */
  public List<String> targets(Reach reach) {
    if (!targets.isEmpty() || reach.answered().isEmpty() && reach.silent().isEmpty()) {
      return targets();
    }
    List<String> reached = new ArrayList<>(reach.answered());
    reached.addAll(reach.silent());
    return reached;
  }

  /** Every tool that touches hosts has this argument. */
  private List<String> named() {
    JsonNode named = call.arguments().path(TARGETS);
    if (!named.isArray()) {
      return isTarget(named) ? List.of(named.asText()) : List.of();
    }
    List<String> each = new ArrayList<>();
    for (int at = 0; at < named.size() && each.size() < PinnedTargets.MAX_TOLD; at++) {
      if (isTarget(named.get(at))) {
        each.add(named.get(at).asText());
      }
    }
    return each;
  }

  private static boolean isTarget(JsonNode one) {
    return one.isValueNode() && !one.isNull();
  }

  void planned(List<String> addresses) {
    targets = addresses;
  }

  /** Whether it has run that long and was not recorded as running; for one thread only. */
  boolean isToBeRecorded(long age) {
    if (recorded || age() < age) {
      return false;
    }
    recorded = true;
    return true;
  }
}
