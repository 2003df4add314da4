package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.task.Tasks;
import io.switchgear.mcp.wire.Result;
import java.util.Optional;

/** {@code tasks/get}: a task as it is now, with its questions, its result or its error. */
final class TasksGet implements Method {

  static final MethodType TYPE =
      new MethodType(
          "tasks/get",
          RequiredPermission.RUN,
          Optional.of(TaskRequest.ID),
          MethodType.MODERN,
          parts -> parts.offer().tasks().map(tasks -> new TasksGet(tasks, new TaskResults(parts))));

  private final Tasks tasks;
  private final TaskResults results;

  private TasksGet(Tasks tasks, TaskResults results) {
    this.tasks = tasks;
    this.results = results;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    return TaskRequest.answer(
        context,
        TYPE.name(),
        params,
        id ->
            tasks
                .get(context.caller(), id)
                .thenApply(
                    found -> found.<Result>map(task -> new Result.TaskFound(results.of(task)))));
  }
}
