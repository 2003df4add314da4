package io.switchgear.calls.fallback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.store.QueuedCall;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.Question;
import io.switchgear.tool.ToolCall;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A call in the queue as JSON: its arguments, what its caller was allowed to, and what its client
 * was asked and answered, so that a human's consent to this call of this caller is not lost.
 *
 * <pre>
 * {"arguments": {…}, "permissions": [scope, …], "askable"?: [kind, …],
 *  "answered"?: {"state": {…}, "answers": {key: {…}}}}
 * </pre>
 */
final class QueuedCalls {

  private QueuedCalls() {}

  static ObjectNode kept(ToolCall call) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("arguments", call.arguments());
    ArrayNode permissions = json.putArray("permissions");
    call.caller().permissions().stream().map(Permission::wire).sorted().forEach(permissions::add);
    Dialogue dialogue = call.dialogue();
    if (!dialogue.answerable().isEmpty()) {
      ArrayNode askable = json.putArray("askable");
      dialogue.answerable().stream().map(Enum::name).sorted().forEach(askable::add);
    }
    dialogue
        .state()
        .ifPresent(
            state -> {
              ObjectNode answered = json.putObject("answered");
              answered.set("state", state);
              ObjectNode answers = answered.putObject("answers");
              dialogue.answers().forEach(answers::set);
            });
    return json;
  }

  static ToolCall call(QueuedCall queued) {
    ObjectNode json = queued.arguments();
    return new ToolCall(
        "queued-" + queued.handle().substring(0, 8) + "-" + queued.attempts(),
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

  /** Those of the values whose names stand in the list. */
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
