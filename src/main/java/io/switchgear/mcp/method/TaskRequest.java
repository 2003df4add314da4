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
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.UntrustedText;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the methods {@code tasks/*} have in common: one task, of a client that knows tasks. */
final class TaskRequest {

  /** The field of {@code params} that the {@code Mcp-Name} header repeats. */
  static final String ID = "taskId";

  private static final int SHOWN = 128;

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
                (found, bug) ->
                    bug != null
                        ? Replies.internal(bug)
                        : found
                            .<MethodResult.Ready>map(MethodResult.Done::new)
                            .orElseGet(() -> unknown(id.textValue()))));
  }

  /** The empty result, if the caller has the task. */
  static Optional<Result> acknowledged(boolean found) {
    return found ? Optional.of(new Result.Empty()) : Optional.empty();
  }

  private static MethodResult.Failure unknown(String id) {
    return new MethodResult.Failure(
        Refusal.inBand(
            ErrorCode.INVALID_PARAMS,
            "Task not found: '%s'. You have no such task here, or it has expired; start the call again"
                .formatted(UntrustedText.line(id, SHOWN))));
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
