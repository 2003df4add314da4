package io.switchgear.calls.fallback;

import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Plan;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.Verdict;
import io.switchgear.tool.Work;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tool whose work is done once more when it crashed or could not be started; not when it timed
 * out, which a second time would cost as much again. The second attempt is planned anew, so that
 * the scope is asked again, and has what is left of the call's deadline.
 *
 * <p>Below the breaker: to it, both attempts are one call, which counts as it ended.
 */
public final class RetryingTool implements Tool {

  private static final Logger LOG = LoggerFactory.getLogger(RetryingTool.class);

  private final Tool tool;

  private RetryingTool(Tool tool) {
    this.tool = tool;
  }

  /** The tool itself, unless it says that calling it again adds nothing. */
  public static Tool around(Tool tool) {
    return tool.descriptor().hints().idempotent() ? new RetryingTool(tool) : tool;
  }

  @Override
  public ToolDescriptor descriptor() {
    return tool.descriptor();
  }

  @Override
  public Availability availability() {
    return tool.availability();
  }

  @Override
  public CompletionStage<Plan> plan(ToolCall call) {
    return tool.plan(call)
        .thenApply(
            plan ->
                switch (plan) {
                  case Plan.Refused refused -> refused;
                  case Plan.Ready ready -> {
                    Work attempts =
                        (deadline, progress) ->
                            new Attempts(call, ready.work(), deadline, progress);
                    yield ready.with(attempts.promptAs(ready.work()));
                  }
                });
  }

  @Override
  public Optional<Work> selfTest() {
    return tool.selfTest();
  }

  @Override
  public Verdict verdict(ToolOutcome outcome) {
    return tool.verdict(outcome);
  }

  private static boolean isWorthIt(ToolOutcome outcome) {
    return outcome instanceof Failed failed
        && switch (failed.fault()) {
          case CRASHED, SPAWN_FAILED -> true;
          case NOT_INSTALLED,
              OUTPUT_UNREADABLE,
              RESOURCE_EXHAUSTED,
              EXECUTION_FAILED,
              TARGET_UNREACHABLE,
              LOCAL_NETWORK ->
              false;
        };
  }

  /** The first attempt and, if need be, the second. */
  private final class Attempts implements ToolRun {

    private final ToolCall call;
    private final Deadline deadline;
    private final Progress progress;
    private final CompletionStage<ToolOutcome> outcome;
    private volatile ToolRun current;
    private volatile StopReason stopped;

    Attempts(ToolCall call, Work first, Deadline deadline, Progress progress) {
      this.call = call;
      this.deadline = deadline;
      this.progress = progress;
      this.current = first.start(deadline, progress);
      this.outcome = current.outcome().thenCompose(this::onceMore);
    }

    @Override
    public CompletionStage<ToolOutcome> outcome() {
      return outcome;
    }

    @Override
    public void stop(StopReason reason) {
      stopped = reason;
      current.stop(reason);
    }

    private CompletionStage<ToolOutcome> onceMore(ToolOutcome first) {
      if (!isWorthIt(first) || stopped != null || deadline.hasPassed()) {
        return CompletableFuture.completedFuture(first);
      }
      LOG.warn(
          "call {} of '{}' is tried once more: {}",
          call.id(),
          call.tool(),
          OutcomeText.message(first));
      return tool.plan(call)
          .thenCompose(
              plan ->
                  switch (plan) {
                    case Plan.Refused ignored -> CompletableFuture.completedFuture(first);
                    case Plan.Ready ready -> second(first, ready.work());
                  });
    }

    /** A stop that came before the second run was known must reach it all the same. */
    private CompletionStage<ToolOutcome> second(ToolOutcome first, Work work) {
      if (stopped != null || deadline.hasPassed()) {
        return CompletableFuture.completedFuture(first);
      }
      ToolRun run = work.start(deadline, progress);
      current = run;
      StopReason reason = stopped;
      if (reason != null) {
        run.stop(reason);
      }
      return run.outcome();
    }
  }
}
