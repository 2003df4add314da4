package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.task.Tasks;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@code tasks/update}: answers to the open questions of a task. */
final class TasksUpdate implements Method {

  static final MethodType TYPE =
      new MethodType(
          "tasks/update",
          RequiredPermission.RUN,
          Optional.of(TaskRequest.ID),
          MethodType.MODERN,
          parts -> parts.offer().tasks().map(TasksUpdate::new));

  private static final String ANSWERS = "inputResponses";

  private final Tasks tasks;

  private TasksUpdate(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    if (context.client().knowsTasks() && !params.path(ANSWERS).isObject()) {
      return MethodResult.invalidParams(
          "params.inputResponses must be an object: answers by the keys of the task's"
              + " inputRequests; {} is allowed");
    }
    return TaskRequest.answer(
        context,
        TYPE.name(),
        params,
        id ->
            tasks
                .answer(context.caller(), id, answers(params))
                .thenApply(TaskRequest::acknowledged));
  }

  /** An answer that is no object is ignored, so its question stays open. */
  private static Map<String, ObjectNode> answers(ObjectNode params) {
    Map<String, ObjectNode> answers = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : params.path(ANSWERS).properties()) {
      if (each.getValue() instanceof ObjectNode answer) {
        answers.put(each.getKey(), answer);
      }
    }
    return answers;
  }
}
