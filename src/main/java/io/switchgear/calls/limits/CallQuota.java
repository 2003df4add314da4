package io.switchgear.calls.limits;

import io.switchgear.tool.ForwardingTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tools of which no principal can call more than its share. */
public final class CallQuota extends ForwardingTools {

  /** Nobody knows when a call ends. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ToolCatalog inner;
  private final PrincipalLimits limits;

  public CallQuota(ToolCatalog inner, PrincipalLimits limits) {
    this.inner = inner;
    this.limits = limits;
  }

  @Override
  protected ToolCatalog inner() {
    return inner;
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    // The place first: a call that is refused for want of one has taken no token.
    Optional<Runnable> place = limits.callPlace(call.caller());
    if (place.isEmpty()) {
      return refused(call, crowded(call));
    }
    Optional<Duration> wait = limits.call(call.caller(), call.tool());
    if (wait.isPresent()) {
      place.get().run();
      return refused(call, tooOften(call, wait.get()));
    }
    return run(call, progress, place.get());
  }

  private ToolRun refused(ToolCall call, Rejected refusal) {
    turnedAway(call, refusal);
    return ToolRun.completed(refusal);
  }

  private ToolRun run(ToolCall call, Progress progress, Runnable giveBack) {
    ToolRun run;
    try {
      run = inner.call(call, progress);
    } catch (RuntimeException bug) {
      giveBack.run();
      throw bug;
    }
    // On this stage, so that whoever has the answer has the place back.
    CompletionStage<ToolOutcome> ended =
        run.outcome().whenComplete((outcome, bug) -> giveBack.run());
    return run.with(ended);
  }

  private Rejected tooOften(ToolCall call, Duration wait) {
    return new Rejected(
        Refusal.RATE_LIMITED,
        "rate of " + call.caller().name(),
        "You may make %s of '%s' a minute, and have. The call was not run. Ask again in %d s."
            .formatted(
                Quantity.of(limits.settings().callsPerMinute(), "call"),
                call.tool(),
                Math.max(1, wait.plusNanos(999_999_999).toSeconds())),
        wait);
  }

  private Rejected crowded(ToolCall call) {
    return new Rejected(
        Refusal.BULKHEAD_FULL,
        "calls of " + call.caller().name(),
        "You may have %s under way at once, and have. The call was not run. Wait until one has ended."
            .formatted(Quantity.of(limits.settings().concurrentCalls(), "call")),
        SOON);
  }
}
