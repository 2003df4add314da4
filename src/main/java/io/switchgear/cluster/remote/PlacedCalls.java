package io.switchgear.cluster.remote;

import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.Next;
import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.place.Placement;
import io.switchgear.cluster.place.Placement.Decision;
import io.switchgear.cluster.place.Placement.Reason;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.cluster.view.BreakerView;
import io.switchgear.metrics.PlacementMetrics;
import io.switchgear.metrics.PlacementMetrics.Result;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Decides on which node a call runs: here when the breaker admits it, else on a node that admits
 * it, else nowhere. A call whose node is lost, or leaves, before the call has ended is placed once
 * more, if it is certain that it did not run or if the tool is idempotent.
 */
public final class PlacedCalls implements CallStep {

  private static final Placement PLACEMENT = new Placement(Duration.ofSeconds(8));

  private final Parts parts;

  /**
   * @param moves whether calls of that tool may run on another node; others run here
   * @param own the present state of a tool here; empty if this node runs no tools
   * @param tools descriptors by name
   * @param waits whether another node probes that tool for all, so that the breaker here refuses
   *     with that reason
   */
  public record Parts(
      BreakerView view,
      Hops hops,
      Predicate<String> moves,
      Function<String, Optional<ToolState>> own,
      Function<String, Optional<ToolDescriptor>> tools,
      Predicate<String> waits) {}

  public PlacedCalls(Parts parts) {
    this.parts = parts;
  }

  @Override
  public ToolRun around(ToolCall call, Progress progress, Next next) {
    if (!parts.moves().test(call.tool())
        || parts.own().apply(call.tool()).filter(ToolState::admits).isPresent()) {
      return next.call(call, progress);
    }
    return switch (decide(call.tool(), Optional.empty())) {
      case Decision.Local ignored -> next.call(call, progress);
      case Decision.Refused refused
          when refused.reason() == Reason.OPEN && parts.waits().test(call.tool()) ->
          next.call(call, progress);
      case Decision.Refused refused -> next.refuse(call, refusal(call.tool(), refused));
      case Decision.Remote remote -> new PlacedRun(this, call, progress, next, remote.node());
    };
  }

  /**
   * @param without a node that is not asked again
   */
  Decision decide(String tool, Optional<String> without) {
    List<NodeState> others =
        parts.view().others().stream()
            .filter(node -> without.filter(node.node()::equals).isEmpty())
            .filter(node -> parts.hops().knows(node.node()))
            .toList();
    return PLACEMENT.decide(tool, false, parts.view().self(), others, ThreadLocalRandom.current());
  }

  HopRun hop(String node, ToolCall call, Progress progress) {
    PlacementMetrics.count(call.tool(), Result.REMOTE);
    return parts.hops().run(node, call, progress);
  }

  boolean isIdempotent(String tool) {
    return parts.tools().apply(tool).filter(each -> each.hints().idempotent()).isPresent();
  }

  static ToolOutcome refusal(String tool, Decision.Refused refused) {
    PlacementMetrics.count(tool, Result.REFUSED);
    Duration wait = refused.retryAfter();
    String seconds = "%d s".formatted(Math.max(1, wait.plusMillis(999).toSeconds()));
    return switch (refused.reason()) {
      case OPEN ->
          new Rejected(
              Refusal.CIRCUIT_OPEN,
              tool,
              "'%s' is not available on any node of the cluster: each breaker is open or has no probe left. Ask again in %s, or use another tool."
                  .formatted(tool, seconds),
              wait);
      case FULL ->
          new Rejected(
              Refusal.BULKHEAD_FULL,
              tool,
              "'%s' has no room on any node of the cluster. Ask again in %s, with fewer calls at once."
                  .formatted(tool, seconds),
              wait);
      case NO_WORKER ->
          new Rejected(
              Refusal.NO_WORKER,
              tool,
              "No node that runs '%s' can be reached. Ask again in %s; if that does not help, ask the operator for the state of the cluster."
                  .formatted(tool, seconds),
              wait);
    };
  }
}
