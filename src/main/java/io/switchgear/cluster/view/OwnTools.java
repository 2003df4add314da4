package io.switchgear.cluster.view;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.cluster.quorum.QuorumState;
import io.switchgear.supervisor.SupervisedTools;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The present state of this node's tools, from their supervisors. Sends no message.
 *
 * @param quorums of the tools that have one
 */
public record OwnTools(
    SupervisedTools tools,
    Function<String, BulkheadPolicy> bulkheads,
    Function<String, Optional<QuorumState>> quorums) {

  public Map<String, ToolState> read() {
    Map<String, ToolState> all = new HashMap<>();
    for (BreakerSnapshot each : tools.snapshots()) {
      all.put(each.name(), state(each, bulkheads.apply(each.name()), quorums.apply(each.name())));
    }
    return all;
  }

  /** The present state of one of them. */
  public ToolState read(String tool) {
    return state(tools.snapshot(tool), bulkheads.apply(tool), quorums.apply(tool));
  }

  private static ToolState state(
      BreakerSnapshot breaker, BulkheadPolicy bulkhead, Optional<QuorumState> quorum) {
    int room = Math.max(0, bulkhead.maxConcurrent() - breaker.running());
    return new ToolState(
        quorum.map(on -> on.verdict().shown(breaker.own())).orElse(breaker.state()),
        breaker.state() == BreakerState.CLOSED ? Duration.ZERO : breaker.retryAfter(),
        breaker.state() == BreakerState.HALF_OPEN ? (breaker.probing() ? 0 : 1) : room,
        Math.max(0, bulkhead.queue() - breaker.waiting()),
        breaker.draining(),
        quorum.flatMap(QuorumState::vote).filter(vote -> !breaker.draining()));
  }
}
