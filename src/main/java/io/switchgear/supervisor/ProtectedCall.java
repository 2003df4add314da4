package io.switchgear.supervisor;

import io.switchgear.metrics.ToolMetrics;
import io.switchgear.supervisor.ToolRegistry.Station;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.Plan;
import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.PlanFilter.Passage.Let;
import io.switchgear.tool.PlanFilter.Passage.Turned;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.Work;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * One call on its way: planned, submitted, measured.
 *
 * <p>Whoever completes the plan first decides what becomes of it: the tool, the caller who gives
 * up, or the deadline. So a call can be cancelled at any time without a lock.
 */
final class ProtectedCall implements ToolRun {

  private final SupervisorRef line;
  private final ToolMetrics metrics;
  private final PlanFilter planGate;
  private final ToolCall call;
  private final Progress progress;
  private final long arrivedAt;
  private final Deadline deadline;
  private final CompletableFuture<Plan> plan;
  private final CompletableFuture<Void> submitted = new CompletableFuture<>();
  private final CompletionStage<ToolOutcome> outcome;

  ProtectedCall(Station station, PlanFilter planGate, ToolCall call, Progress progress) {
    this.line = station.line();
    this.metrics = station.metrics();
    this.planGate = planGate;
    this.call = call;
    this.progress = progress;
    this.arrivedAt = line.gate().clocks().nanos();
    Duration limit = limit(line.gate().policy().callTimeout(), call);
    this.deadline = new Deadline(arrivedAt + limit.toNanos());
    metrics.callStarted();
    this.plan = within(limit, planned(station.tool(), call));
    this.outcome =
        plan.thenCompose(this::carryOut)
            .exceptionally(bug -> line.broken(call.id(), bug))
            .thenApply(this::measured);
  }

  /** The caller's own limit can only shorten the tool's. */
  private static Duration limit(Duration callTimeout, ToolCall call) {
    return call.remaining().filter(given -> given.compareTo(callTimeout) < 0).orElse(callTimeout);
  }

  @Override
  public CompletionStage<ToolOutcome> outcome() {
    return outcome;
  }

  /** A caller can only give up; deadlines and shutdown are the supervisor's own. */
  @Override
  public void stop(StopReason reason) {
    plan.complete(new Plan.Refused(Outcomes.withdrawn()));
    submitted.thenRun(() -> line.cancel(call.id()));
  }

  /** A stage of our own, so that to complete it does not reach into the tool's. */
  private static CompletableFuture<Plan> planned(Tool tool, ToolCall call) {
    try {
      return tool.plan(call).thenApply(plan -> plan).toCompletableFuture();
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  /** Most plans are there at once, and need neither a timer nor the words of its end. */
  private static CompletableFuture<Plan> within(Duration limit, CompletableFuture<Plan> plan) {
    return plan.isDone()
        ? plan
        : plan.completeOnTimeout(
            new Plan.Refused(Outcomes.overdue(limit)), limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private CompletionStage<ToolOutcome> carryOut(Plan decided) {
    return switch (decided) {
      case Plan.Refused refused -> CompletableFuture.completedFuture(refused.outcome());
      case Plan.Ready ready ->
          switch (planGate.pass(call, ready)) {
            case Turned turned -> CompletableFuture.completedFuture(turned.refusal());
            case Let let ->
                submit(ready.work())
                    .thenApply(
                        ended -> {
                          let.ended().accept(ended);
                          return ended;
                        });
          };
    };
  }

  private CompletionStage<ToolOutcome> submit(Work work) {
    CompletionStage<ToolOutcome> answer =
        line.submit(call.id(), work, deadline, progress, call.trace());
    submitted.complete(null);
    return answer;
  }

  private ToolOutcome measured(ToolOutcome ended) {
    metrics.callEnded(
        ended instanceof ToolOutcome.Success ? "success" : "failure",
        ErrorType.of(ended).map(ErrorType::wire).orElse("none"),
        Duration.ofNanos(line.gate().clocks().nanos() - arrivedAt));
    return ended;
  }
}
