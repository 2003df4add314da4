package io.switchgear.mcp.method;

import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.task.Task;
import io.switchgear.mcp.wire.ClientQuestions;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.Result;
import io.switchgear.mcp.wire.WireTask;
import io.switchgear.mcp.wire.WireTask.Detail;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.UntrustedText;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Maps a task to the protocol; no other place does. The outcome of its call becomes what {@code
 * tools/call} would have answered.
 */
final class TaskResults {

  private static final int MESSAGE_CHARS = 500;

  private final ToolCatalog catalog;
  private final ToolEntries entries;

  TaskResults(MethodParts parts) {
    this.catalog = parts.offer().tools();
    this.entries = parts.entries();
  }

  WireTask of(Task task) {
    return new WireTask(
        task.id(),
        detail(task),
        task.message().map(message -> UntrustedText.line(message, MESSAGE_CHARS)),
        task.createdAt().truncatedTo(ChronoUnit.MILLIS),
        task.updatedAt().truncatedTo(ChronoUnit.MILLIS),
        task.ttl(),
        Optional.of(task.pollInterval()));
  }

  private Detail detail(Task task) {
    return switch (task.state()) {
      case Task.State.Working ignored -> new Detail.Working();
      case Task.State.InputRequired asking -> new Detail.InputRequired(asking.open());
      case Task.State.Completed completed ->
          new Detail.Completed(result(task.tool(), completed.outcome()));
      case Task.State.Failed failed -> new Detail.Failed(error(failed.failure()));
      case Task.State.Cancelled ignored -> new Detail.Cancelled();
    };
  }

  private Result.ToolCalled result(String tool, ToolOutcome outcome) {
    return ToolResults.of(
        Era.MODERN,
        catalog.find(tool).map(entries::entry).orElseGet(() -> ToolEntries.absent(tool)),
        outcome);
  }

  private static Refusal error(Task.Failure failure) {
    return switch (failure) {
      case Task.Failure.Unanswerable unanswerable -> ClientQuestions.missing(unanswerable.asked());
      case Task.Failure.Internal ignored ->
          Refusal.inBand(
              ErrorCode.INTERNAL_ERROR,
              "Internal error: the server's log has the cause; start the call again");
    };
  }
}
