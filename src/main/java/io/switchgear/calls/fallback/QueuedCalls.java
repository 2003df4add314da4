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
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A call in the queue is the whole {@link ToolCall} as JSON, so a human's consent to this call of
 * this caller cannot be lost. The caller's name is in a column of its own as well.
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

  static ObjectNode kept(ToolCall call) {
    return DataJson.write(call);
  }

  /**
   * @throws IllegalArgumentException if the row cannot be read
   */
  static ToolCall call(QueuedCall queued) {
    String id = "queued-" + queued.handle().substring(0, 8) + "-" + queued.attempts();
    ObjectNode json = queued.arguments();
    ToolCall call = json.has("permissions") ? earlier(queued) : DataJson.read(json, ToolCall.class);
    return new ToolCall(
        id,
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
