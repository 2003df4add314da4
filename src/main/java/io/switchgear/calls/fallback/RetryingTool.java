package io.switchgear.calls.fallback;

import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolWrapper;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tool that runs a plan once more when the first run crashed or could not be started. A run that
 * timed out is not repeated, because the second would take as long. The second run has the same
 * plan, which the tool checks against its scope again, and the rest of the deadline. A self-test
 * runs once.
 *
 * <p>The retry is below the breaker, which sees both runs as one call and counts the final outcome.
 */
public final class RetryingTool extends ToolWrapper {

  private static final Logger LOG = LoggerFactory.getLogger(RetryingTool.class);

  private final Tool tool;

  private RetryingTool(Tool tool) {
    this.tool = tool;
  }

  /** Wraps the tool if it is idempotent; otherwise returns the tool itself. */
  public static Tool around(Tool tool) {
    return tool.descriptor().hints().idempotent() ? new RetryingTool(tool) : tool;
  }

  @Override
  protected Tool inner() {
    return tool;
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    return plan.isSelfTest()
        ? tool.run(plan, deadline, progress)
        : new Attempts(plan, deadline, progress);
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
              LOCAL_NETWORK,
              NODE_LOST ->
              false;
        };
  }

  /** The first attempt and, if it is needed, the second. */
  private final class Attempts implements ToolRun {

    private final ToolPlan plan;
    private final Deadline deadline;
    private final Progress progress;
    private final CompletionStage<ToolOutcome> outcome;
    private volatile ToolRun current;
    private volatile StopReason stopped;

    Attempts(ToolPlan plan, Deadline deadline, Progress progress) {
      this.plan = plan;
      this.deadline = deadline;
      this.progress = progress;
      this.current = tool.run(plan, deadline, progress);
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
          plan.call().id(),
          plan.tool(),
          OutcomeText.message(first));
      ToolRun run = tool.run(plan, deadline, progress);
      current = run;
      // A stop that came before the second run started must reach it too.
      StopReason reason = stopped;
      if (reason != null) {
        run.stop(reason);
      }
      return run.outcome();
    }
  }
}
