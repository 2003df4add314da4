package io.switchgear.supervisor;

import io.switchgear.breaker.supervision.SupervisorRef;
import io.switchgear.metrics.ToolMetrics;
import io.switchgear.supervisor.ToolRegistry.SupervisedTool;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.LogKeys;
import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.PlanFilter.FilterResult.Passed;
import io.switchgear.tool.PlanFilter.FilterResult.Refused;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running call. Cheap refusals come first:
 *
 * <ol>
 *   <li>{@link Tool#check}: what the arguments alone show; uses no thread, no lookup and no file
 *   <li>the breaker's published state; sends no message
 *   <li>{@link Tool#plan}: names, scripts, scope, cost; or {@link Tool#recheck} for a stored plan
 *   <li>the plan filters: breakers of targets
 *   <li>the supervisor: bulkhead and breaker admit the call, and the tool runs the plan
 * </ol>
 *
 * <p>The planning future is completed by the tool, a cancellation or the deadline. The first wins,
 * so a call can be cancelled at any time without a lock.
 */
final class ProtectedCall implements ToolRun {

  private static final Logger LOG = LoggerFactory.getLogger(ProtectedCall.class);

  private final SupervisorRef<ToolOutcome> supervisor;
  private final ToolMetrics metrics;
  private final Tool tool;
  private final PlanFilter filter;
  private final ToolCall call;
  private final Progress progress;
  private final long arrivedAt;
  private final Deadline deadline;
  private final CompletableFuture<Planning> planning;
  private final CompletableFuture<Void> submitted = new CompletableFuture<>();
  private final CompletionStage<ToolOutcome> outcome;

  ProtectedCall(
      SupervisedTool station,
      PlanFilter filter,
      ToolCall call,
      Optional<ToolPlan> stored,
      Progress progress) {
    this.supervisor = station.supervisor();
    this.metrics = station.metrics();
    this.tool = station.tool();
    this.filter = filter;
    this.call = call;
    this.progress = progress;
    this.arrivedAt = supervisor.nanos();
    Duration limit = limit(supervisor.policy().callTimeout(), call);
    this.deadline = new Deadline(arrivedAt + limit.toNanos());
    metrics.callStarted();
    this.planning = within(limit, planned(stored));
    this.outcome =
        measured(planning.isDone() ? carriedOut() : planning.thenCompose(this::carryOut));
  }

  /** The caller's own limit can only shorten the tool's. */
  private static Duration limit(Duration callTimeout, ToolCall call) {
    return call.remaining().filter(given -> given.compareTo(callTimeout) < 0).orElse(callTimeout);
  }

  @Override
  public CompletionStage<ToolOutcome> outcome() {
    return outcome;
  }

  /** A caller can only cancel. The supervisor handles deadlines and shutdown. */
  @Override
  public void stop(StopReason reason) {
    planning.complete(new Planning.Refused(ToolOutcomes.cancelledBeforeStart()));
    submitted.thenRun(() -> supervisor.cancel(call.id()));
  }

  /** A future of its own, so that completing it does not complete the tool's future. */
  private CompletableFuture<Planning> planned(Optional<ToolPlan> stored) {
    try {
      // The arguments of a stored plan may name more than this part of it; recheck judges the part.
      Optional<ToolOutcome> refusal = stored.isPresent() ? Optional.empty() : tool.check(call);
      if (refusal.isEmpty()) {
        refusal = supervisor.rejection();
      }
      return refusal.isPresent()
          ? CompletableFuture.completedFuture(new Planning.Refused(refusal.get()))
          : stored
              .map(tool::recheck)
              .orElseGet(() -> tool.plan(call))
              .thenApply(plan -> plan)
              .toCompletableFuture();
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  /** Most plans are complete at once. These need neither a timer nor the text for a timeout. */
  private static CompletableFuture<Planning> within(
      Duration limit, CompletableFuture<Planning> planning) {
    return planning.isDone()
        ? planning
        : planning.completeOnTimeout(
            new Planning.Refused(ToolOutcomes.notStartedInTime(limit)),
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  private CompletionStage<ToolOutcome> carriedOut() {
    try {
      return carryOut(planning.join());
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  private CompletionStage<ToolOutcome> carryOut(Planning decided) {
    return switch (decided) {
      case Planning.Refused refused -> CompletableFuture.completedFuture(refused.outcome());
      case Planning.Planned planned ->
          switch (filter.pass(call, planned.plan())) {
            case Refused refused -> CompletableFuture.completedFuture(refused.refusal());
            case Passed passed ->
                submit(planned.plan())
                    .whenComplete((ended, bug) -> tell(passed, bug == null ? ended : crashed(bug)));
          };
    };
  }

  /** A filter that fails must not change the outcome. */
  private void tell(Passed passed, ToolOutcome ended) {
    try {
      passed.ended().accept(ended);
    } catch (RuntimeException bug) {
      LOG.error("a plan filter failed at the end of call {} of '{}'", call.id(), call.tool(), bug);
    }
  }

  /** The published state was asked before the plan; the supervisor itself decides now. */
  private CompletionStage<ToolOutcome> submit(ToolPlan plan) {
    CompletionStage<ToolOutcome> answer =
        supervisor.run(
            call.id(),
            new ToolWork(tool, plan, call.id(), call.trace(), progress),
            deadline.nanoTime(),
            call.trace().map(trace -> Map.of(LogKeys.TRACE_ID, trace.traceId())).orElse(Map.of()));
    submitted.complete(null);
    return answer;
  }

  private ToolOutcome crashed(Throwable thrown) {
    Throwable bug = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    LOG.error("call {} of '{}' met a bug", call.id(), supervisor.name(), bug);
    return ToolOutcomes.broken(supervisor.name(), bug);
  }

  private CompletionStage<ToolOutcome> measured(CompletionStage<ToolOutcome> stage) {
    return stage.handle((ended, bug) -> measured(bug == null ? ended : crashed(bug)));
  }

  private ToolOutcome measured(ToolOutcome ended) {
    metrics.callEnded(
        ended instanceof ToolOutcome.Success ? "success" : "failure",
        ErrorType.of(ended).map(ErrorType::wire).orElse("none"),
        Duration.ofNanos(supervisor.nanos() - arrivedAt));
    return ended;
  }
}
