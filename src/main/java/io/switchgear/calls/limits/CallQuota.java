package io.switchgear.calls.limits;

import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.Next;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/**
 * Refuses the calls of a principal that exceeds its rate or its number of concurrent calls. On a
 * node of several, some calls beyond this node's part of the number wait for a moment, because the
 * part grows on demand.
 */
public final class CallQuota implements CallStep {

  /** Most calls that wait at this node at once. */
  static final int MOST_WAITING = 64;

  /** Estimate: when a call will end is unknown. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final PrincipalLimits limits;
  private final Semaphore places = new Semaphore(MOST_WAITING);

  public CallQuota(PrincipalLimits limits) {
    this.limits = limits;
  }

  /** The counts behind the quota. */
  public PrincipalLimits limits() {
    return limits;
  }

  @Override
  public ToolRun around(ToolCall call, Progress progress, Next next) {
    // Takes the permit first, so that a call refused for concurrency takes no token of the rate.
    Optional<Runnable> permit = limits.callPermit(call.caller());
    if (permit.isPresent()) {
      return permitted(call, progress, next, permit.get());
    }
    return limits.isShared() && places.tryAcquire()
        ? waiting(call, progress, next)
        : next.refuse(call, tooMany(call));
  }

  private ToolRun waiting(ToolCall call, Progress progress, Next next) {
    WaitingCall waiting =
        new WaitingCall(
            () -> limits.callPermit(call.caller()),
            release -> permitted(call, progress, next, release),
            outcome -> next.refuse(call, outcome),
            tooMany(call),
            places::release);
    return waiting.begin();
  }

  private ToolRun permitted(ToolCall call, Progress progress, Next next, Runnable release) {
    Optional<Duration> wait = limits.call(call.caller(), call.tool());
    if (wait.isPresent()) {
      release.run();
      return next.refuse(call, tooOften(call, wait.get()));
    }
    return run(call, progress, next, release);
  }

  private static ToolRun run(ToolCall call, Progress progress, Next next, Runnable release) {
    ToolRun run;
    try {
      run = next.call(call, progress);
    } catch (RuntimeException bug) {
      release.run();
      throw bug;
    }
    // The caller gets this stage, so the permit is released before the caller has the answer.
    CompletionStage<ToolOutcome> ended =
        run.outcome().whenComplete((outcome, bug) -> release.run());
    return run.with(ended);
  }

  private Rejected tooOften(ToolCall call, Duration wait) {
    return new Rejected(
        Refusal.RATE_LIMITED,
        "rate of " + call.caller().name(),
        "You have reached %s of %s of '%s' a minute. The call was not run. Retry in %d s."
            .formatted(
                whose(),
                Quantity.of(limits.settings().callsPerMinute(), "call"),
                call.tool(),
                Math.max(1, wait.plusNanos(999_999_999).toSeconds())),
        wait);
  }

  private Rejected tooMany(ToolCall call) {
    return new Rejected(
        Refusal.BULKHEAD_FULL,
        "calls of " + call.caller().name(),
        "You have reached %s of %s at once. The call was not run. Wait until one has ended."
            .formatted(whose(), Quantity.of(limits.settings().concurrentCalls(), "call")),
        RETRY_AFTER);
  }

  private String whose() {
    return limits.isShared() ? "this server's part of your limit" : "your limit";
  }
}
