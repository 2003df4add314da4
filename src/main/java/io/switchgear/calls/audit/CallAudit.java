package io.switchgear.calls.audit;

import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.Next;
import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Records every call when it has ended, and a call that runs for more than a second once before.
 * Refuses calls while the audit cannot be written, if the settings say so. As a plan filter it
 * notes the planned targets and lets every plan pass.
 */
public final class CallAudit implements CallStep, PlanFilter {

  private static final long LONG_CALL = TimeUnit.SECONDS.toNanos(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final CallRecorder recorder;
  private final Function<String, String> breaker;
  private final Map<String, AuditedCall> open = new ConcurrentHashMap<>();

  /**
   * @param breaker the current state of a tool's breaker by the tool's name, as on the wire
   */
  public CallAudit(CallRecorder recorder, Function<String, String> breaker) {
    this.recorder = recorder;
    this.breaker = breaker;
    recorder.everySecond(this::recordLongCalls);
  }

  @Override
  public ToolRun around(ToolCall call, Progress progress, Next next) {
    if (recorder == CallRecorder.NONE) {
      return next.call(call, progress);
    }
    AuditedCall begun = new AuditedCall(call, breaker.apply(call.tool()));
    if (!recorder.admits()) {
      ToolOutcome refused = unrecorded();
      recorder.ended(begun, refused);
      return next.refuse(call, refused);
    }
    open.put(call.id(), begun);
    ToolRun run;
    try {
      run = next.call(call, progress);
    } catch (RuntimeException bug) {
      ended(begun, null);
      throw bug;
    }
    // The caller gets this stage, so the call is recorded before the caller has the answer.
    CompletionStage<ToolOutcome> recorded =
        run.outcome().whenComplete((outcome, bug) -> ended(begun, outcome));
    return run.with(recorded);
  }

  @Override
  public void turnedAway(ToolCall call, ToolOutcome refusal) {
    recorder.ended(new AuditedCall(call, ""), refusal);
  }

  @Override
  public FilterResult pass(ToolCall call, ToolPlan plan) {
    if (!plan.targets().isEmpty()) {
      AuditedCall known = open.get(call.id());
      if (known != null) {
        known.planned(plan.targets().told());
      }
    }
    return PlanFilter.NONE.pass(call, plan);
  }

  private void ended(AuditedCall call, ToolOutcome outcome) {
    open.remove(call.call().id(), call);
    recorder.ended(call, outcome);
  }

  private void recordLongCalls() {
    for (AuditedCall call : open.values()) {
      if (call.isToBeRecorded(LONG_CALL)) {
        recorder.running(call);
      }
    }
  }

  private static ToolOutcome unrecorded() {
    return new Rejected(
        Refusal.UNRECORDED,
        "audit",
        "This server cannot write its audit, and its operator allows no call without a record. The"
            + " call was not run. Ask the operator to check the disk, and call again later.",
        RETRY_AFTER);
  }
}
