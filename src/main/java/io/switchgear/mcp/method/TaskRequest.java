package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.Replies;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.mcp.wire.Result;
import io.switchgear.mcp.wire.TasksExtension;
import io.switchgear.scan.job.JobFailure;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.UntrustedText;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the methods {@code tasks/*} have in common: one task, of a client that knows tasks. */
final class TaskRequest {

  /** The field of {@code params} that the {@code Mcp-Name} header repeats. */
  static final String ID = "taskId";

  private static final int SHOWN = 128;
  private static final Logger LOG = LoggerFactory.getLogger(TaskRequest.class);

  private TaskRequest() {}

  /**
   * Answers a request about a task.
   *
   * @param result of the task with that id; empty if the caller has none
   */
  static MethodResult answer(
      RequestContext context,
      String method,
      ObjectNode params,
      Function<String, CompletionStage<Optional<Result>>> result) {
    if (!context.client().knowsTasks()) {
      return new MethodResult.Failure(TasksExtension.missing(method));
    }
    JsonNode id = params.get(ID);
    if (id == null || !id.isTextual()) {
      return MethodResult.invalidParams(
          "params.taskId must be a string: the taskId of an answer to tools/call");
    }
    return new Answered(
        result
            .apply(id.textValue())
            .handle(
                (found, failed) ->
                    failed != null
                        ? failure(failed)
                        : found
                            .<MethodResult.Ready>map(MethodResult.Done::new)
                            .orElseGet(() -> unknown(id.textValue()))));
  }

  private static MethodResult.Failure failure(Throwable failed) {
    JobFailure failure = JobFailure.of(failed);
    return switch (failure.kind()) {
      case STORE -> {
        LOG.error("a request about a task failed", failure.cause());
        yield refused(
            ErrorCode.INTERNAL_ERROR,
            "Task store unavailable: nothing was done, and tasks go on by themselves. Send the"
                + " request again in a minute");
      }
      case SILENT -> {
        LOG.warn("a task did not answer: {}", failure.cause().toString());
        yield refused(
            ErrorCode.INTERNAL_ERROR,
            "Task does not answer: it is unknown whether this was done. Another node takes the"
                + " task over within half a minute; look at it with tasks/get then, and send the"
                + " request again if it was not done");
      }
      case INVALID, BUG -> Replies.internal(failed);
    };
  }

  /** The empty result, if the caller has the task. */
  static Optional<Result> acknowledged(boolean found) {
    return found ? Optional.of(new Result.Empty()) : Optional.empty();
  }

  private static MethodResult.Failure unknown(String id) {
    return refused(
        ErrorCode.INVALID_PARAMS,
        "Task not found: '%s'. You have no such task here, or it has expired; start the call again"
            .formatted(UntrustedText.line(id, SHOWN)));
  }

  private static MethodResult.Failure refused(ErrorCode code, String message) {
    return new MethodResult.Failure(Refusal.inBand(code, message));
  }

  /** An answer that the store of the tasks gives soon. There is nothing to stop. */
  private record Answered(CompletionStage<MethodResult.Ready> ready)
      implements MethodResult.Running {

    @Override
    public void listen(Consumer<McpEvent> events) {}

    @Override
    public void stop(StopReason reason) {}
  }
}
