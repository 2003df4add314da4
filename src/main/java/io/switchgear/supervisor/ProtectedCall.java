package io.switchgear.supervisor;

import io.switchgear.supervisor.ToolRegistry.Line;
import io.switchgear.supervisor.ToolSupervisor.Answered;
import io.switchgear.supervisor.ToolSupervisor.CallTool;
import io.switchgear.supervisor.ToolSupervisor.CancelCall;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.Plan;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.Work;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call on its way: planned, checked at the gate, handed to the supervisor, answered.
 *
 * <p>Whoever completes the plan first decides what becomes of it: the tool, the caller who gives
 * up, or the deadline. So a call can be cancelled at any time without a lock.
 */
final class ProtectedCall implements ToolRun {

  private static final Logger LOG = LoggerFactory.getLogger(ProtectedCall.class);

  /** Beyond this after its grace, a supervisor that has not answered never will. */
  private static final Duration LOST = Duration.ofSeconds(10);

  private final Line line;
  private final ToolCall call;
  private final Progress progress;
  private final ActorSystem<?> system;
  private final Deadline deadline;
  private final CompletableFuture<Plan> plan;
  private final CompletableFuture<Void> sent = new CompletableFuture<>();
  private final CompletionStage<ToolOutcome> outcome;

  ProtectedCall(Line line, ToolCall call, Progress progress, ActorSystem<?> system) {
    this.line = line;
    this.call = call;
    this.progress = progress;
    this.system = system;
    long arrivedAt = line.gate().clocks().nanos();
    Duration limit = line.gate().policy().callTimeout();
    this.deadline = new Deadline(arrivedAt + limit.toNanos());
    line.gate().metrics().callStarted();
    this.plan =
        plan()
            .completeOnTimeout(
                new Plan.Refused(Outcomes.overdue(limit)), limit.toNanos(), TimeUnit.NANOSECONDS);
    this.outcome =
        plan.thenCompose(this::carryOut)
            .exceptionally(this::broken)
            .thenApply(ended -> measured(ended, arrivedAt));
  }

  @Override
  public CompletionStage<ToolOutcome> outcome() {
    return outcome;
  }

  /** A caller can only give up; deadlines and shutdown are the supervisor's own. */
  @Override
  public void stop(StopReason reason) {
    plan.complete(new Plan.Refused(Outcomes.withdrawn()));
    sent.thenRun(() -> line.supervisor().tell(new CancelCall(call.id())));
  }

  private CompletableFuture<Plan> plan() {
    try {
      return line.entry().tool().plan(call).thenApply(plan -> plan).toCompletableFuture();
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  private CompletionStage<ToolOutcome> carryOut(Plan decided) {
    return switch (decided) {
      case Plan.Refused refused -> CompletableFuture.completedFuture(refused.outcome());
      case Plan.Ready ready -> {
        Optional<Rejected> refusal = line.gate().refusal();
        yield refusal.isPresent() ? rejected(refusal.get()) : send(ready.work());
      }
    };
  }

  private CompletionStage<ToolOutcome> rejected(Rejected refusal) {
    LOG.debug("call {} of '{}' rejected: {}", call.id(), call.tool(), refusal.refusal());
    return CompletableFuture.completedFuture(refusal);
  }

  private CompletionStage<ToolOutcome> send(Work work) {
    Duration patience = line.gate().policy().callTimeout().plus(ToolSupervisor.GRACE).plus(LOST);
    CompletionStage<Answered> answer =
        AskPattern.ask(
            line.supervisor(),
            replyTo -> new CallTool(call.id(), work, deadline, progress, replyTo),
            patience,
            system.scheduler());
    sent.complete(null);
    return answer.thenApply(Answered::outcome);
  }

  private ToolOutcome broken(Throwable thrown) {
    Throwable bug = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    LOG.error("call {} of '{}' got no answer", call.id(), call.tool(), bug);
    return Outcomes.crashed(call.tool(), bug);
  }

  private ToolOutcome measured(ToolOutcome ended, long arrivedAt) {
    String errorType = ErrorType.of(ended).map(ErrorType::wire).orElse("none");
    line.gate()
        .metrics()
        .callEnded(
            ended instanceof ToolOutcome.Success ? "success" : "failure",
            errorType,
            Duration.ofNanos(line.gate().clocks().nanos() - arrivedAt));
    return ended;
  }
}
