package io.switchgear.calls.fallback;

import io.switchgear.tool.Planning;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolPlan;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Plans a call with its tool. An open breaker rejects a call before it is planned, so its names and
 * scripts have not been checked. A caller must not get a stored answer about a target outside of
 * the scope, and errors and questions must reach the caller before the call waits in a queue.
 */
@FunctionalInterface
public interface Planner {

  /** For tools without targets. */
  Planner TRIVIAL =
      call -> CompletableFuture.completedFuture(new Planning.Planned(ToolPlan.of(call)));

  CompletionStage<Planning> plan(ToolCall call);
}
