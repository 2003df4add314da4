package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.task.Tasks;
import java.util.Optional;

/** {@code tasks/cancel}; does nothing to a task that has ended. */
final class TasksCancel implements Method {

  static final MethodType TYPE =
      new MethodType(
          "tasks/cancel",
          RequiredPermission.RUN,
          Optional.of(TaskRequest.ID),
          MethodType.MODERN,
          parts -> parts.offer().tasks().map(TasksCancel::new));

  private final Tasks tasks;

  private TasksCancel(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    return TaskRequest.answer(
        context,
        TYPE.name(),
        params,
        id -> tasks.cancel(context.caller(), id).thenApply(TaskRequest::acknowledged));
  }
}
