package io.switchgear.calls.fallback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.store.QueuedCall;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.Question;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolPlan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A call in the queue is its whole {@link ToolPlan} as JSON, so a human's consent to this call of
 * this caller and the addresses that it was given for cannot be lost. The caller's name is in a
 * column of its own as well.
 *
 * <p>Rows that an earlier version wrote have another form, which is still read:
 *
 * <pre>
 * {"arguments": {…}, "permissions": [scope, …], "askable"?: [kind, …],
 *  "answered"?: {"state": {…}, "answers": {key: {…}}}}
 * </pre>
 */
final class QueuedCalls {

  private QueuedCalls() {}

  /**
   * @param plan empty for rows of an earlier version
   */
  record Queued(ToolCall call, Optional<ToolPlan> plan) {

    Queued by(Caller caller) {
      ToolCall other = call.by(caller);
      return new Queued(other, plan.map(stored -> stored.forCall(other)));
    }
  }

  static ObjectNode kept(ToolPlan plan) {
    return DataJson.write(plan);
  }

  /**
   * @throws IllegalArgumentException if the row cannot be read
   */
  static Queued read(QueuedCall queued) {
    ObjectNode json = queued.arguments();
    if (json.has("permissions")) {
      return new Queued(named(queued, earlier(queued)), Optional.empty());
    }
    ToolPlan plan = DataJson.read(json, ToolPlan.class);
    ToolCall call = named(queued, plan.call());
    return new Queued(call, Optional.of(plan.forCall(call)));
  }

  private static ToolCall named(QueuedCall queued, ToolCall call) {
    return new ToolCall(
        "queued-" + queued.handle().substring(0, 8) + "-" + queued.attempts(),
        queued.tool(),
        call.arguments(),
        call.caller(),
        Optional.empty(),
        call.dialogue(),
        call.trace());
  }

  private static ToolCall earlier(QueuedCall queued) {
    ObjectNode json = queued.arguments();
    return new ToolCall(
        queued.handle(),
        queued.tool(),
        (ObjectNode) json.get("arguments"),
        new Caller(
            queued.caller(),
            named(json.path("permissions"), Permission.values(), Permission::wire)),
        dialogue(json));
  }

  private static Dialogue dialogue(ObjectNode json) {
    Map<String, ObjectNode> answers = new HashMap<>();
    json.at("/answered/answers")
        .properties()
        .forEach(each -> answers.put(each.getKey(), (ObjectNode) each.getValue()));
    return new Dialogue(
        named(json.path("askable"), Question.Kind.values(), Enum::name),
        answers,
        Optional.of(json.at("/answered/state"))
            .filter(ObjectNode.class::isInstance)
            .map(ObjectNode.class::cast));
  }

  /** The values whose names are in the list. */
  private static <T> Set<T> named(JsonNode list, T[] values, Function<T, String> name) {
    Set<String> names =
        StreamSupport.stream(list.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.toSet());
    return Arrays.stream(values)
        .filter(value -> names.contains(name.apply(value)))
        .collect(Collectors.toSet());
  }
}
