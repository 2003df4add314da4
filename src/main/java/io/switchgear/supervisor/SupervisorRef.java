package io.switchgear.supervisor;

import io.switchgear.breaker.OperatorOrder;
import io.switchgear.supervisor.ToolSupervisor.CallTool;
import io.switchgear.supervisor.ToolSupervisor.CancelCall;
import io.switchgear.supervisor.ToolSupervisor.GetStats;
import io.switchgear.supervisor.ToolSupervisor.Operate;
import io.switchgear.supervisor.ToolSupervisor.Reconfigure;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.TraceContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a thread that is no actor's to one supervisor: the gate first, then its mailbox. */
record SupervisorRef(
    PublishedCircuit gate, ActorRef<ToolSupervisor.Command> supervisor, ActorSystem<?> system) {

  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(SupervisorRef.class);

  /** A call's deadline, if it comes now. */
  Deadline deadline() {
    return new Deadline(gate.clocks().nanos() + gate.policy().callTimeout().toNanos());
  }

  /** Runs the work if it is let in; the stage never fails. */
  CompletionStage<ToolOutcome> submit(
      String callId,
      Work work,
      Deadline deadline,
      Progress progress,
      Optional<TraceContext> trace) {
    Optional<Rejected> refusal = refusal();
    return refusal.isPresent()
        ? CompletableFuture.completedFuture(refusal.get())
        : send(callId, work, deadline, progress, trace);
  }

  /** The refusal of a call that need not be sent on; empty to send it. */
  Optional<Rejected> refusal() {
    Optional<Rejected> refusal = gate.refusal();
    if (refusal.isPresent() && LOG.isDebugEnabled()) {
      LOG.debug("'{}' turned a call away: {}", gate.name(), refusal.get().refusal());
    }
    return refusal;
  }

  /** Lets the supervisor decide about a call; the stage never fails. */
  CompletionStage<ToolOutcome> send(
      String callId,
      Work work,
      Deadline deadline,
      Progress progress,
      Optional<TraceContext> trace) {
    return gate.callers()
        .ask(
            caller ->
                supervisor.tell(new CallTool(callId, work, deadline, progress, trace, caller)),
            Outcomes.shuttingDown(gate.name()),
            system.executionContext());
  }

  void cancel(String callId) {
    supervisor.tell(new CancelCall(callId));
  }

  CompletionStage<ToolStats> stats() {
    return AskPattern.ask(supervisor, GetStats::new, PATIENCE, system.scheduler());
  }

  CompletionStage<Done> reconfigure(Protection rules) {
    return AskPattern.ask(
        supervisor, replyTo -> new Reconfigure(rules, replyTo), PATIENCE, system.scheduler());
  }

  CompletionStage<Operated> operate(
      OperatorOrder.Action action, String operator, String reason, Optional<Duration> lasting) {
    OperatorOrder order = gate.order(action, operator, reason, lasting);
    return AskPattern.ask(
        supervisor, replyTo -> new Operate(order, replyTo), PATIENCE, system.scheduler());
  }

  /** The outcome of a call that a bug has ended. */
  ToolOutcome broken(String callId, Throwable thrown) {
    Throwable bug = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    LOG.error("call {} of '{}' met a bug", callId, gate.name(), bug);
    return Outcomes.crashed(gate.name(), bug);
  }
}
